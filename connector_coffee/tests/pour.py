# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import new_test_user


class PourMixin:
    """What the tests of pouring share, mixed into the case of a version."""

    def setUp(self):
        super().setUp()
        self.backend.action_test_connection()
        self.import_flow("coffee.product.product")
        self.share_transaction()

    def drink(self, external_id):
        return self.env["coffee.product.product"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("coffee_id", "=", external_id),
            ]
        )

    def first_drink(self):
        return self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )

    def order(self, drink=None, additions="", env=None):
        """Place an order and pour it; return it."""
        env = env or self.env
        drink = (drink or self.first_drink()).with_env(env)
        self.env.flush_all()
        order = env["coffee.order"]._place(drink, additions)
        order._pour()
        self.env.invalidate_all()
        return order

    def user(self, login, *groups):
        """Make a user who may pour, unless told which groups he is in."""
        groups = groups or ("connector_coffee.coffee_group_user",)
        user = new_test_user(
            self.env, login, groups=",".join(["base.group_user", *groups])
        )
        return self.env(user=user)

    def checkpoints(self, order):
        return self.env["coffee.checkpoint"].search(
            [("model", "=", order._name), ("res_id", "=", order.id)]
        )
