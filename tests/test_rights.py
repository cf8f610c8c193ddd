"""Who may do what with each of our models, as one table.

A model that is missing here fails the test: decide, then add its line.
"""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from coffee_machines import Coffee1900, Coffee2900

USER = "connector_coffee.coffee_group_user"
MANAGER = "connector.group_connector_manager"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
# model: what a coffee user may, what a connector manager may; others may nothing
RIGHTS = {
    "coffee.1900.counter": ("", "r"),
    "coffee.1900.file": ("", "rd"),
    "coffee.backend": ("r", "rwcd"),
    "coffee.brew": ("r", "rd"),
    "coffee.busy.choice": ("", "rwcd"),
    "coffee.checkpoint": ("", "rwcd"),
    "coffee.consumable": ("r", "rwcd"),
    "coffee.flow": ("", "rw"),
    "coffee.order": ("r", "rwd"),
    "coffee.product.product": ("r", "rwcd"),
    "coffee.removal": ("", "r"),
    "coffee.res.partner": ("", "rwcd"),
    "coffee.sync": ("", "rd"),
    "coffee.webhook.message": ("", "r"),
}
# wizards: everybody has his own, as a rule for each sees to
WIZARDS = {
    "coffee.1900.upload": ("", "rwcd"),
    "coffee.1900.upload.line": ("", "rwcd"),
    "coffee.diagnosis": ("", "rwcd"),
    "coffee.diagnosis.check": ("", "rwcd"),
    "coffee.pour": ("rwcd", "rwcd"),
    "coffee.pour.addition": ("rwcd", "rwcd"),
    "coffee.preview": ("", "rwcd"),
    "coffee.preview.line": ("", "rwcd"),
}
# what a model that a coffee user reads keeps from him
HIDDEN = {
    "coffee.backend": ["username", "password", "secret", "webhook_secret"],
    "coffee.brew": ["card", "card_id"],
}


def may(model, operation):
    """Tell whether the user of a model may do something with its records."""
    return model.env["ir.model.access"].check(model._name, operation, False)


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env.ref("base.EUR").active = True
        cls.env.company.currency_id = cls.env.ref("base.EUR")
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.people = {
            "user": cls.person("ada", USER),
            "manager": cls.person("grace", MANAGER),
            "other company": cls.person("olga", MANAGER, cls.elsewhere),
            "nobody": cls.person("nina"),
        }
        for machine_class in (Coffee2900, Coffee1900):
            with machine_class(seed=1, brews=10) as machine:
                cls.fill(machine)

    @classmethod
    def person(cls, login, group="base.group_user", company=None):
        company = company or cls.env.company
        return new_test_user(
            cls.env,
            login,
            # everybody keeps contacts, which says nothing of coffee
            groups=f"base.group_user,base.group_partner_manager,{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def fill(cls, machine):
        """Have a record of each model."""
        backend = cls.env["coffee.backend"].create(
            {
                "name": f"Kitchen {machine.version}",
                "version": machine.version,
                "location": machine.location,
                "username": machine.username,
                "password": machine.password,
                "tz": "UTC",
            }
        )
        for flow in backend.env["coffee.flow"]._labels():
            if backend._flow_of(flow)._can_import():
                cls.env[flow].import_page(backend)
        drink = cls.env["coffee.product.product"].search(
            [("backend_id", "=", backend.id)], limit=1
        )
        ours = {"backend_id": backend.id}
        backend.add_checkpoint(message="Look at this")
        cls.env["coffee.busy.choice"].create({**ours, "drink_id": drink.id})
        cls.env["coffee.order"].create(
            {"drink_id": drink.id, "user_id": cls.people["user"].id}
        )
        cls.env["coffee.removal"]._note(backend, "coffee.res.partner", ["04A224B9"])
        cls.env["coffee.webhook.message"].create({**ours, "message_id": "1"})
        cls.env["coffee.1900.counter"].create({**ours, "serial": machine.version})
        file = cls.env["ir.attachment"].create({"name": "log.csv", "raw": b"x"})
        cls.env["coffee.1900.file"].create(
            {**ours, "name": "log.csv", "attachment_id": file.id, "kind": "log"}
        )

    def granted(self, model_name, person):
        """Return what a person may do with a model, as in the table."""
        model = self.env[model_name].with_user(person)
        return "".join(
            letter for letter, operation in OPERATIONS.items() if may(model, operation)
        )

    def test_given_models_of_ours_then_each_has_a_line(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("coffee.") and not model._abstract
        }

        # addons that only tests need bring none
        self.assertEqual(ours, {*RIGHTS, *WIZARDS})

    def test_given_table_then_each_person_may_what_it_says(self):
        for model_name, (user, manager) in {**RIGHTS, **WIZARDS}.items():
            expected = {
                "user": user,
                "manager": manager,
                "other company": manager,
                "nobody": "",
            }

            granted = {
                who: self.granted(model_name, person)
                for who, person in self.people.items()
            }

            with self.subTest(model_name):
                self.assertEqual(granted, expected)

    def test_given_records_then_own_company_sees_all_and_other_none(self):
        for model_name, (user, _manager) in RIGHTS.items():
            records = self.env[model_name].search([])
            seen_by = {
                who: self.env[model_name].with_user(person).search([])
                for who, person in self.people.items()
                if who in ("manager", "other company") or (who == "user" and user)
            }

            with self.subTest(model_name):
                self.assertTrue(records)
                self.assertEqual(seen_by["manager"], records)
                self.assertFalse(seen_by["other company"])
                self.assertEqual(seen_by.get("user", records), records)

    def test_given_record_of_ours_then_other_company_and_nobody_cannot_touch_it(self):
        for model_name in RIGHTS:
            record = self.env[model_name].search([], limit=1)
            for who in ("other company", "nobody"):
                stranger = record.with_user(self.people[who])
                stranger.invalidate_recordset()

                with self.subTest(model_name, who=who):
                    with self.assertRaises(AccessError):
                        stranger.read(["display_name"])
                    with self.assertRaises(AccessError):
                        stranger.unlink()
                    self.assertTrue(record.exists())

    def test_given_user_then_badges_credit_and_credentials_are_kept_from_him(self):
        for model_name, names in HIDDEN.items():
            record = self.env[model_name].search([], limit=1)
            for name in names:
                with self.subTest(model_name, field=name):
                    with self.assertRaises(AccessError):
                        record.with_user(self.people["user"]).read([name])

        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.people["user"]).search_read(
                [("coffee_bind_ids.credit_on_badge", ">", 0)], ["name"]
            )

    def test_given_user_or_other_company_then_buttons_of_managers_refuse_him(self):
        backend = self.env["coffee.backend"].search([("version", "=", "2900")])
        backend.sudo().webhook_secret = "kept"
        drink = self.env["coffee.product.product"].search([], limit=1)

        for who in ("user", "other company"):
            person = self.people[who]
            for record, button in (
                (backend, "action_import_now"),
                (backend, "action_test_connection"),
                (backend, "action_register_webhook"),
                (backend, "action_rotate_webhook_secret"),
                (drink, "action_export"),
            ):
                self.env.invalidate_all()

                with self.subTest(button, who=who), self.assertRaises(AccessError):
                    getattr(record.with_user(person), button)()
            jobs = self.env["queue.job"].search([("user_id", "=", person.id)])
            self.assertFalse(jobs)
        self.assertEqual(backend.sudo().webhook_secret, "kept")
        self.assertFalse(backend.sudo().webhook_old_secret)

    def test_given_user_then_his_forms_have_only_buttons_that_he_may_press(self):
        backend = self.env["coffee.backend"].with_user(self.people["user"])
        form = etree.fromstring(backend.get_view(view_type="form")["arch"])

        # what starts with these words only shows something
        harmless = ("action_pour", "action_open_", "action_view_")
        pressed = {
            button.get("name")
            for button in form.iter("button")
            if button.get("type") == "object"
        }
        self.assertIn("action_pour", pressed)
        self.assertEqual(
            {name for name in pressed if not name.startswith(harmless)}, set()
        )

    def test_given_manager_without_the_queue_then_no_form_leads_him_to_jobs(self):
        manager = self.people["manager"]
        self.assertFalse(manager.has_group("queue_job.group_queue_job_manager"))
        for model_name in ("coffee.backend", "coffee.sync", "coffee.checkpoint"):
            model = self.env[model_name].with_user(manager)

            form = etree.fromstring(model.get_view(view_type="form")["arch"])

            names = {button.get("name") for button in form.iter("button")}
            with self.subTest(model_name):
                self.assertIn("action_open_", " ".join(filter(None, names)))
                self.assertNotIn("action_open_job", names)
                self.assertNotIn("action_open_jobs", names)

    def test_given_user_on_overview_then_every_link_opens_what_he_may_see(self):
        backend = self.env["coffee.backend"].search([], limit=1)
        backend = backend.with_user(self.people["user"])
        view = self.env.ref("connector_coffee.coffee_backend_action_overview").view_id
        card = etree.fromstring(backend.get_view(view.id, "kanban")["arch"])
        links = {link.get("name") for link in card.iter("a") if link.get("name")}
        self.assertIn("action_open_levels", links)

        for link in links:
            with self.subTest(link):
                action = getattr(backend, link)()
                model = self.env[action["res_model"]].with_user(backend.env.user)
                self.assertTrue(may(model, "read"))

    def wizards(self):
        """Have a record of each wizard, made by a manager; return them by model."""
        env = self.env(user=self.people["manager"])
        ours = {"backend_id": env["coffee.backend"].search([], limit=1).id}
        drink = env["coffee.product.product"].search([], limit=1)
        file = env["ir.attachment"].create({"name": "log.csv", "raw": b"x"})
        nested = {
            "coffee.1900.upload": ("line_ids", {"name": "log.csv"}),
            "coffee.diagnosis": ("check_ids", {"level": "good", "answer": "x"}),
        }
        additions = [(0, 0, {"name": "milk-type=Skim"})]
        pour = env["coffee.pour"].create(
            {"drink_id": drink.id, "addition_ids": additions}
        )
        found = {"coffee.pour": pour, "coffee.pour.addition": pour.addition_ids[:1]}
        for name, (lines, values) in nested.items():
            if name == "coffee.diagnosis":
                values = {**values, "name": "Clock"}
            found[name] = env[name].create({**ours, lines: [(0, 0, values)]})
            found[found[name][lines]._name] = found[name][lines]
        found["coffee.1900.upload"].attachment_ids = file
        found["coffee.preview"] = env["coffee.preview"].create(ours)
        found["coffee.preview.line"] = env["coffee.preview.line"].create(
            {"preview_id": found["coffee.preview"].id, "kind": "refused"}
        )
        env.flush_all()
        return found

    def test_given_wizard_of_a_person_then_nobody_else_reads_or_changes_it(self):
        wizards = self.wizards()
        colleague = self.person("colin", MANAGER)
        self.assertEqual(set(wizards), set(WIZARDS))

        for model_name, record in wizards.items():
            strangers = [colleague, self.people["other company"]]
            if model_name.startswith("coffee.pour"):
                strangers.append(self.people["user"])
            for stranger in strangers:
                theirs = record.with_user(stranger)
                self.env.invalidate_all()

                with self.subTest(model_name, who=stranger.login):
                    self.assertFalse(theirs.search([("id", "in", record.ids)]))
                    with self.assertRaises(AccessError):
                        theirs.read(["display_name"])
                    with self.assertRaises(AccessError):
                        theirs.write({"create_date": "2026-01-01"})
                    with self.assertRaises(AccessError):
                        theirs.unlink()
            self.env.invalidate_all()
            with self.subTest(model_name, who="himself"):
                self.assertEqual(record.search([("id", "in", record.ids)]), record)
                self.assertTrue(record.read(["display_name"]))

    def connect_elsewhere(self):
        """Return a machine of the other company, with a badge, as its manager."""
        env = self.env(user=self.people["other company"])
        backend = env["coffee.backend"].create(
            {
                "name": "Elsewhere",
                "version": "2900",
                "location": "http://127.0.0.1:9",
                "tz": "UTC",
            }
        )
        badge = env["coffee.res.partner"].create(
            {"backend_id": backend.id, "coffee_id": "04FF", "name": "Olga's friend"}
        )
        self.env.flush_all()
        return backend, badge

    def test_given_manager_when_he_moves_records_to_a_machine_of_others_then_refused(
        self,
    ):
        theirs, badge = self.connect_elsewhere()
        ours = self.env["coffee.backend"].search([("version", "=", "2900")])
        ours -= theirs.sudo()
        drink, level = [
            self.env[name].sudo().create({"backend_id": theirs.id, "name": "Theirs"})
            for name in ("coffee.product.product", "coffee.consumable")
        ]

        for record in (badge, drink, level):
            for who in ("other company", None):
                person = self.people[who] if who else self.env.user
                record = record.with_user(person)

                with self.subTest(record._name, who=who):
                    with self.assertRaisesRegex(UserError, "Machine"):
                        record.write({"backend_id": ours.id})
                    self.env.invalidate_all()
                    self.assertEqual(record.sudo().backend_id, theirs.sudo())
                    # as a form does that sends all that it has
                    record.write({"backend_id": theirs.id})

    def test_given_manager_when_he_writes_what_is_of_others_into_his_own_then_refused(
        self,
    ):
        theirs, badge = self.connect_elsewhere()
        env = theirs.env
        ours = self.env["coffee.backend"].search([("version", "=", "2900")])
        ours -= theirs.sudo()
        contact = self.env["res.partner"].create(
            {"name": "Of ours", "company_id": self.env.company.id}
        )
        their_drink = theirs.env["coffee.product.product"].browse(
            self.env["coffee.product.product"]
            .create({"backend_id": theirs.id, "name": "Theirs"})
            .id
        )
        choice = env["coffee.busy.choice"].create(
            {"backend_id": theirs.id, "drink_id": their_drink.id}
        )
        checkpoint = theirs.add_checkpoint(message="Look at this")
        our_drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", ours.id)], limit=1
        )
        order = self.env["coffee.order"].create({"drink_id": their_drink.id})
        order = order.with_env(env)
        cursor = theirs.flow_ids[:1]
        self.env["coffee.flow"].search(
            [("backend_id", "=", ours.id), ("model_name", "=", cursor.model_name)]
        ).unlink()
        self.env.flush_all()

        for record, values in (
            (badge, {"odoo_id": contact.id}),
            (theirs, {"company_id": self.env.company.id}),
            (choice, {"backend_id": ours.id, "drink_id": our_drink.id}),
            (checkpoint, {"backend_id": ours.id}),
            (order, {"drink_id": our_drink.id}),
            (cursor, {"backend_id": ours.id}),
        ):
            (name, value) = list(values.items())[0]
            before = record.sudo()[name]
            with self.subTest(record._name):
                with self.assertRaises(UserError):  # AccessError is one
                    record.write(values)
                self.env.invalidate_all()
                self.assertEqual(record.sudo()[name], before)
                self.assertNotEqual(before.id, value)

        with self.assertRaises(AccessError):
            env["coffee.res.partner"].create(
                {"backend_id": theirs.id, "coffee_id": "04FE", "odoo_id": contact.id}
            )
        with self.assertRaises(AccessError):
            env["coffee.res.partner"].create(
                {"backend_id": ours.id, "coffee_id": "04FD", "name": "Intruder"}
            )

    def test_given_machine_with_records_then_its_company_stays_else_not(self):
        ours = self.env["coffee.backend"].search([("version", "=", "2900")])
        new = ours.copy({"name": "New"})

        with self.assertRaisesRegex(UserError, "Archive it"):
            ours.company_id = self.elsewhere
        self.env.invalidate_all()
        new.company_id = self.elsewhere
        ours.write({"company_id": self.env.company.id, "name": "Renamed"})

        self.assertEqual(ours.company_id, self.env.company)
        self.assertEqual(ours.name, "Renamed")
        self.assertEqual(new.company_id, self.elsewhere)

    def test_given_people_then_each_opens_and_saves_products_and_contacts(self):
        drink = self.env["coffee.product.product"].search([], limit=1)
        badge = self.env["coffee.res.partner"].search([], limit=1)
        for who, person in self.people.items():
            if who == "other company":
                continue
            with self.subTest(who):
                with Form(badge.odoo_id.with_user(person)) as form:
                    form.name = f"Seen by {who}"
                self.assertEqual(badge.name, f"Seen by {who}")
                product = Form(drink.odoo_id.with_user(person))
                self.assertEqual(product.name, drink.name)
                template = Form(drink.product_tmpl_id.with_user(person))
                self.assertEqual(template.name, drink.name)
