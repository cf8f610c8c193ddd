# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Coffee Connector: Coffee 2950",
    "version": "17.0.1.0.0",
    "license": "AGPL-3",
    "author": "Coffee connector contributors",
    "website": "https://github.com/OCA/connector-coffee",
    "depends": ["connector_coffee_2900"],
}
