# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Coffee Connector: Coffee 1900",
    "summary": "Connect Coffee 1900 machines through HTCPCP, EVA-DTS and CSV",
    "version": "17.0.1.0.0",
    "category": "Connector",
    "author": "Coffee connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector-coffee",
    "license": "AGPL-3",
    "development_status": "Beta",
    "images": ["static/description/upload.png"],
    "depends": ["connector_coffee"],
    "external_dependencies": {
        "python": ["msgspec>=0.18,<1", "requests>=2.22,<3"],
    },
    "data": [
        "security/coffee_1900_security.xml",
        "security/ir.model.access.csv",
        "data/queue_job_function_data.xml",
        "data/ir_config_parameter_data.xml",
        "views/coffee_1900_file_views.xml",
        "wizards/coffee_1900_upload_views.xml",
        "views/coffee_backend_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": [
        "demo/coffee_backend_demo.xml",
        "demo/coffee_drink_demo.xml",
        "demo/coffee_brew_demo.xml",
        "demo/coffee_sync_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["connector_coffee_1900/static/src/**/*"],
        "web.assets_tests": ["connector_coffee_1900/static/tests/tours/**/*"],
    },
}
