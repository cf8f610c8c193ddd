# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Coffee Connector",
    "summary": "Keep Odoo and a fleet of coffee machines in step",
    "version": "17.0.1.0.0",
    "category": "Connector",
    "author": "Coffee connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector-coffee",
    "license": "AGPL-3",
    "development_status": "Beta",
    "application": True,
    "images": [
        "static/description/overview.png",
        "static/description/brews.png",
        "static/description/preview.png",
    ],
    "depends": [
        # odoo/odoo
        "bus",
        "product",
        # OCA/queue
        "queue_job",
        # OCA/connector
        "component_event",
        "connector",
    ],
    "external_dependencies": {
        "python": ["msgspec>=0.18,<1", "requests>=2.22,<3"],
    },
    "data": [
        "security/coffee_security.xml",
        "security/coffee_entity_security.xml",
        "security/ir.model.access.csv",
        "data/queue_job_channel_data.xml",
        "data/queue_job_function_data.xml",
        "data/ir_cron_data.xml",
        "data/ir_cron_order_data.xml",
        "data/ir_config_parameter_data.xml",
        "data/ir_config_parameter_order_data.xml",
        "views/res_config_settings_actions.xml",
        "views/queue_job_views.xml",
        "views/coffee_sync_views.xml",
        "views/coffee_checkpoint_views.xml",
        "views/coffee_product_product_views.xml",
        "views/coffee_res_partner_views.xml",
        "views/coffee_brew_views.xml",
        "views/coffee_consumable_views.xml",
        "views/coffee_order_views.xml",
        "views/coffee_busy_choice_views.xml",
        "views/coffee_backend_views.xml",
        "views/coffee_backend_dashboard_views.xml",
        "views/product_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/coffee_menus.xml",
        "wizards/coffee_diagnosis_views.xml",
        "wizards/coffee_pour_views.xml",
        "wizards/coffee_preview_views.xml",
    ],
    "demo": [
        "demo/product_product_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["connector_coffee/static/src/**/*"],
        "web.assets_tests": ["connector_coffee/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
