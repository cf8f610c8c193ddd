# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Coffee Connector: Coffee 2900",
    "summary": "Connect Coffee 2900 machines through their JSON API",
    "version": "17.0.1.0.0",
    "category": "Connector",
    "author": "Coffee connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector-coffee",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["connector_coffee"],
    "external_dependencies": {
        "python": [
            "babel",
            "msgspec>=0.18,<1",
            "requests>=2.22,<3",
            "standardwebhooks>=1,<2",
        ],
    },
    "data": [
        "security/coffee_2900_security.xml",
        "security/ir.model.access.csv",
        "views/coffee_backend_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["connector_coffee_2900/static/tests/tours/**/*"],
    },
    "demo": [
        "demo/coffee_backend_demo.xml",
        "demo/coffee_drink_demo.xml",
        "demo/coffee_brew_demo.xml",
        "demo/coffee_sync_demo.xml",
    ],
}
