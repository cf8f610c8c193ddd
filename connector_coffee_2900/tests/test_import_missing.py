# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case

DRINKS = "coffee.product.product"


class TestImportMissing(Coffee2900Case):
    """What was deleted on the machine, whose list tells only what is there."""

    def setUp(self):
        super().setUp()
        self.import_flow(DRINKS)
        self.import_flow("coffee.res.partner")
        self.lost, self.other, *_rest = list(self.machine.drinks)[2:]
        self.machine.requests.clear()

    def missing(self, model_name=DRINKS):
        found = self.env[model_name].search(
            [("backend_id", "=", self.backend.id), ("missing", "=", True)]
        )
        return found.mapped("coffee_id")

    def asked_for(self):
        """Return the ids of the drinks that people are asked about."""
        checkpoints = self.env["coffee.checkpoint"]._waiting(self.backend, "missing:%")
        return self.env[DRINKS].browse(checkpoints.mapped("res_id")).mapped("coffee_id")

    def test_given_drink_deleted_when_import_then_checkpoint_names_it(self):
        self.machine.remove(self.lost)

        self.import_flow(DRINKS)

        self.assertEqual((self.missing(), self.asked_for()), ([self.lost], [self.lost]))
        self.backend._note_contact()
        offered = self.env[DRINKS].search([("can_be_poured", "=", True)])
        self.assertEqual(len(offered), 4)
        self.assertNotIn(self.lost, offered.mapped("coffee_id"))

    def test_given_one_deleted_and_one_added_when_import_then_it_is_noticed(self):
        self.machine.remove(self.lost)
        self.machine.add_drink("new", "Flat White", 250)

        self.import_flow(DRINKS)

        self.assertEqual(self.missing(), [self.lost])
        self.assertTrue(self.env[DRINKS].search([("coffee_id", "=", "new")]))

    def test_given_known_as_missing_when_import_then_not_looked_for_again(self):
        self.machine.remove(self.lost)
        self.import_flow(DRINKS)
        self.env["coffee.checkpoint"]._waiting(self.backend, "missing:%")._close()
        self.machine.requests.clear()

        self.import_flow(DRINKS)

        self.assertEqual(self.asked_for(), [])
        self.assertEqual(self.sent("GET"), [("GET", "/v1/drinks")])

    def test_given_nothing_deleted_when_import_then_one_request(self):
        self.import_flow(DRINKS)

        self.assertEqual(self.sent("GET"), [("GET", "/v1/drinks")])
        self.assertEqual(self.missing(), [])

    def test_given_missing_when_it_is_back_then_no_longer_missing(self):
        drink = self.machine.drinks[self.lost]
        self.machine.remove(self.lost)
        self.import_flow(DRINKS)

        self.machine.add_drink(self.lost, drink.name, drink.price)
        self.import_flow(DRINKS)

        self.assertEqual(self.missing(), [])

    def test_given_missing_when_id_is_emptied_and_exported_then_made_anew(self):
        self.machine.remove(self.lost)
        self.import_flow(DRINKS)
        drink = self.env[DRINKS].search([("coffee_id", "=", self.lost)])

        drink.coffee_id = False
        self.run_jobs(drink.action_export)

        self.assertEqual(self.machine.drinks[drink.coffee_id].name, drink.name)
        self.assertEqual(self.missing(), [])

    def test_given_unreadable_drink_when_another_is_deleted_then_it_is_there(self):
        self.machine.drinks[self.other].price = "free"
        self.machine.remove(self.lost)

        self.import_flow(DRINKS)

        self.assertEqual(self.missing(), [self.lost])

    def test_given_card_deleted_when_import_then_noticed(self):
        uid = next(iter(self.machine.cards))
        self.machine.remove_card(uid)

        self.import_flow("coffee.res.partner")

        self.assertEqual(self.missing("coffee.res.partner"), [uid])

    def test_given_new_drink_not_exported_yet_when_import_then_not_missing(self):
        product = self.env["product.product"].create({"name": "Mocha"})
        self.env[DRINKS].create({"backend_id": self.backend.id, "odoo_id": product.id})

        self.import_flow(DRINKS)

        self.assertEqual(self.missing(), [])
