"""Many brews: what the list, the pivot and the export ask the database.

Times are printed and not asserted; plans and numbers of queries are. A campaign looks
at a hundred thousand.
"""

import time

import pytest

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from campaign import figure, repeats

FEW, MANY = 1_000, repeats(20_000, 100_000)
# brews of two machines, one each minute, the badge paying for every third
INSERT = """
    INSERT INTO coffee_brew (
        backend_id, coffee_id, drink_id, started_at, quantity, amount, value,
        currency_id, payment, result, sync_date
    )
    SELECT (%(machines)s)[1 + n %% 2], n::text, (%(drinks)s)[1 + n %% 2 + 2 * (n %% 6)],
        timestamp '2026-11-20' - n * interval '1 minute', 1, 1.5, 1.5,
        %(currency)s,
        (ARRAY['cash', 'cash', 'cashless'])[1 + n %% 3], 'poured', now()
    FROM generate_series(%(first)s, %(last)s) AS n
"""
LIST = {"started_at": {}, "backend_id": {"fields": {"display_name": {}}}, "value": {}}
THIS_WEEK = [("started_at", ">=", "2026-11-16 00:00:00")]


@pytest.mark.campaign
@tagged("post_install", "-at_install")
class TestBrewsMany(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.env["coffee.backend"]._select_versions()[0][0]
        cls.backends = cls.env["coffee.backend"].create(
            [
                {"name": name, "version": cls.version, "location": "x", "tz": "UTC"}
                for name in ("Kitchen", "Canteen")
            ]
        )
        cls.drinks = cls.env["coffee.product.product"].create(
            [
                {"name": f"Drink {n}", "backend_id": backend.id, "coffee_id": str(n)}
                for n in range(6)
                for backend in cls.backends
            ]
        )
        cls.machine = cls.backends[0]
        cls.manager = new_test_user(
            cls.env, "grace", groups="connector.group_connector_manager"
        )

    def insert(self, first, last):
        """Add brews by SQL: how they come in is measured elsewhere."""
        self.env.flush_all()
        self.env.cr.execute(
            INSERT,
            {
                "machines": self.backends.ids,
                "drinks": self.drinks.ids,
                "currency": self.env.company.currency_id.id,
                "first": first,
                "last": last,
            },
        )
        self.env.cr.execute("ANALYZE coffee_brew")
        self.env.invalidate_all()

    def screens(self):
        """Return what the screens ask for, by name."""
        brews = self.env["coffee.brew"]
        ours = [("backend_id", "=", self.machine.id)]
        pivot = ["quantity:sum", "value:sum"]
        return {
            "list": lambda: brews.web_search_read(
                [], LIST, limit=80, count_limit=10001
            ),
            "list of a machine": lambda: brews.web_search_read(
                ours, LIST, limit=80, count_limit=10001
            ),
            "list of this week": lambda: brews.web_search_read(
                THIS_WEEK, LIST, limit=80, count_limit=10001
            ),
            "pivot": lambda: brews._read_group(
                [], ["started_at:day", "backend_id"], pivot
            ),
            "pivot of this week": lambda: brews._read_group(
                THIS_WEEK, ["started_at:day", "backend_id"], pivot
            ),
            "graph": lambda: brews._read_group(
                [], ["started_at:day", "drink_id"], ["quantity:sum"]
            ),
            "number on the machine": lambda: self.machine.brew_count,
        }

    def measure(self):
        """Return statements and seconds of each screen."""
        found = {}
        for name, ask in self.screens().items():
            self.env.invalidate_all()
            ask()  # the caches of the ORM
            self.env.invalidate_all()
            before, started = self.env.cr.sql_log_count, time.monotonic()
            ask()
            seconds = time.monotonic() - started
            found[name] = self.env.cr.sql_log_count - before, seconds
        return found

    def nodes(self, domain):
        """Return how the database reads a list: (kind of node, table, index)."""
        brews = self.env["coffee.brew"].with_user(self.manager)
        query = brews._search(domain, limit=80, order=brews._order)
        self.env.cr.execute(SQL("EXPLAIN (FORMAT JSON) %s", query.select()))
        (((plan,),),) = self.env.cr.fetchall()
        nodes, found = [plan["Plan"]], []
        while nodes:
            node = nodes.pop()
            nodes += node.get("Plans", [])
            names = (node.get("Relation Name"), node.get("Index Name"))
            found.append((node["Node Type"], *names))
        return found

    def test_given_many_times_the_brews_then_screens_ask_as_often(self):
        self.insert(1, FEW)
        few = self.measure()
        self.insert(FEW + 1, MANY)
        many = self.measure()

        for name, (statements, seconds) in many.items():
            figure(
                f"{MANY} brews, {name}: {statements} statements,"
                f" {seconds / few[name][1]:.1f} of the time with {FEW}"
            )
        self.assertEqual(self.env["coffee.brew"].search_count([]), MANY)
        for name, (statements, _seconds) in many.items():
            with self.subTest(name):
                self.assertEqual(statements, few[name][0])

    def test_given_many_brews_then_lists_are_read_by_an_index(self):
        self.insert(1, MANY)
        ours = [("backend_id", "=", self.machine.id)]
        drink = [("drink_id", "=", self.drinks[0].id)]

        for domain in ([], THIS_WEEK, ours, [*ours, *THIS_WEEK], drink):
            nodes = self.nodes(domain)
            with self.subTest(domain=domain):
                self.assertTrue([index for _kind, _table, index in nodes if index])
                self.assertNotIn(("Seq Scan", "coffee_brew", None), nodes)

    def test_given_machine_that_sells_little_then_its_list_has_its_own_index(self):
        self.insert(1, MANY)
        quiet = self.machine.copy({"name": "Attic"})
        # a brew belongs to its machine for good, so its history is made by SQL
        self.env.cr.execute(
            "UPDATE coffee_brew SET backend_id = %s WHERE id IN"
            " (SELECT id FROM coffee_brew ORDER BY started_at LIMIT 200)",
            [quiet.id],
        )
        self.env.invalidate_all()
        self.env.cr.execute("ANALYZE coffee_brew")

        nodes = self.nodes([("backend_id", "=", quiet.id)])

        self.assertIn("coffee_brew_machine_date_index", [node[2] for node in nodes])
