"""The tutorial "bootstrapping a connector", line by line of the table in DESIGN §1."""

from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from odoo.addons.component.exception import NoComponentError
from odoo.addons.connector_coffee.tests.common import CoffeeCase

from coffee_machines import Coffee1900, Coffee2900

MODELS = ("coffee.product.product", "coffee.res.partner", "coffee.brew")


class TestTutorial(CoffeeCase):
    def setUp(self):
        super().setUp()
        self.backends = {
            version: self.create_backend(name=version, version=version)
            for version in ("1900", "2900")
        }

    def components(self, version, usage, model_name="coffee.brew"):
        with self.backends[version].work_on(model_name) as work:
            return {found._name for found in work.many_components(usage=usage)}

    def test_backend_and_its_versions(self):
        self.assertEqual(
            self.components("1900", "backend.adapter"),
            {"coffee.1900.brew.adapter", "coffee.no.adapter"},
        )
        self.assertEqual(
            self.components("2900", "backend.adapter"),
            {"coffee.2900.brew.adapter", "coffee.no.adapter"},
        )
        with self.backends["1900"].work_on("coffee.brew") as work:
            nearest = work.component(usage="backend.adapter")
            self.assertEqual(nearest._name, "coffee.1900.brew.adapter")
            with self.assertRaises(NoComponentError):
                work.component_by_name("coffee.2900.brew.adapter")

    def test_backend_model(self):
        backends = self.env["coffee.backend"]

        self.assertEqual(backends._backend_type, "coffee.backend")
        self.assertIn(("1900", "Coffee 1900"), backends._select_versions())
        self.assertIn(("2900", "Coffee 2900"), backends._select_versions())
        fields = {"version", "location", "username", "password", "default_lang_id"}
        self.assertLessEqual(fields, set(backends._fields))
        self.assertIsInstance(backends, self.env.registry["connector.backend"])

    def test_abstract_binding(self):
        drink = {"backend_id": self.backends["2900"].id, "coffee_id": "0", "name": "X"}
        bindings = self.env["coffee.product.product"]

        binding = bindings.create(drink)

        with self.backends["2900"].work_on(bindings._name) as work:
            self.assertEqual(work.component(usage="binder").to_internal("0"), binding)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            bindings.create(drink)
        for model_name in MODELS:
            field = self.env[model_name]._fields["backend_id"]
            self.assertEqual((field.required, field.ondelete), (True, "restrict"))
            self.assertTrue(self.env[model_name]._fields["coffee_id"].index)

    def test_environment_with_language_of_backend(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        backend = self.backends["2900"]
        backend.default_lang_id = self.env.ref("base.lang_fr")

        with backend.work_on("coffee.brew") as work:
            self.assertEqual(work.env.lang, "fr_FR")
        french = backend.with_context(lang="fr_FR")
        with french.work_on("coffee.brew") as work:
            self.assertIs(work.env, french.env)

    def test_environment_without_language_is_english(self):
        french = self.backends["2900"].with_context(lang="fr_FR")

        with french.work_on("coffee.brew") as work:
            self.assertEqual(work.env.context["lang"], "en_US")

    def test_checkpoint_of_a_record(self):
        partner = self.env["res.partner"].create({"name": "Ada"})

        checkpoint = self.backends["2900"].add_checkpoint(
            model="res.partner",
            record_id=partner.id,
            message="VAT number can be missing",
        )

        self.assertEqual(checkpoint.state, "need_review")
        self.assertEqual(checkpoint.action_open_record()["res_id"], partner.id)

    def test_checkpoint_of_a_message(self):
        checkpoint = self.backends["2900"].add_checkpoint(message="The door is open")
        checkpoint.action_review()

        self.assertEqual(checkpoint.state, "reviewed")
        self.assertEqual(checkpoint.reviewed_by_id, self.env.user)
        self.assertTrue(checkpoint.reviewed_at)

    def test_csv_batch_whose_bad_line_does_not_break_the_job(self):
        with Coffee1900(seed=2, brews=50, drinks=5) as machine:
            machine.damage_line(machine.brews[10].seq, "date_zero")
            self.backends["1900"].location = machine.location
            self.env["coffee.brew"].import_page(self.backends["1900"])

        self.assertEqual(self.backends["1900"].brew_count, 49)
        self.assertEqual(self.backends["1900"].checkpoint_count, 1)

    def test_connector_units_by_usage(self):
        usages = ("binder", "import.mapper", "batch.importer", "record.importer")
        for usage in usages:
            with self.subTest(usage), self.backends["2900"].work_on(MODELS[0]) as work:
                self.assertEqual(work.component(usage=usage)._usage, usage)
        for usage in ("export.mapper", "record.exporter", "record.deleter"):
            with self.subTest(usage), self.backends["2900"].work_on(MODELS[0]) as work:
                self.assertEqual(
                    work.component(usage=usage)._collection, "coffee.backend"
                )

    def test_one_client_for_all_adapters_of_a_context(self):
        with Coffee2900(seed=2) as machine:
            backend = self.backends["2900"]
            backend.location = machine.location
            backend.username, backend.password = machine.username, machine.password
            with backend.work_on("coffee.brew") as work:
                for model_name in MODELS:
                    adapter = work.component(
                        usage="backend.adapter", model_name=model_name
                    )
                    adapter.read_page(None, 10)
                pools = work.client.session.adapters["http://"].poolmanager.pools
                self.assertEqual(
                    [pool.num_connections for pool in pools._container.values()], [1]
                )
            self.assertEqual(len(pools), 0, "the session is still open")

    def test_pour_a_coffee_when_odoo_is_busy_for_too_long(self):
        backend = self.backends["2900"]
        with Coffee2900(seed=2, drinks=3) as machine:
            backend.location = machine.location
            backend.username, backend.password = machine.username, machine.password
            self.env["coffee.product.product"].import_page(backend)
            drink = self.env["coffee.product.product"].search(
                [("backend_id", "=", backend.id)], limit=1
            )
            self.env["coffee.busy.choice"].create(
                {"backend_id": backend.id, "drink_id": drink.id}
            )
            job = self.env["coffee.brew"].with_delay().import_page(backend)
            self.env.cr.execute(
                "UPDATE queue_job SET date_created = date_created - interval '1 day'"
                " WHERE uuid = %s",
                [job.uuid],
            )

            self.share_transaction()
            self.env["coffee.busy.watch"]._cron_watch()

            self.assertEqual(len(machine.poured), 1)
