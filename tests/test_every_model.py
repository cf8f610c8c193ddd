"""What Odoo takes for granted of every model, asked of each of ours.

Odoo's own suites ask it too (``base`` ``TestEveryModel``, ``TestOverrides``), but stop
at the first model of somebody else that fails.
"""

from lxml import etree

from odoo import models
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestEveryModel(TransactionCase):
    def models(self):
        """Return our models that have a table."""
        return [
            self.env[name]
            for name, model in self.registry.items()
            if name.startswith("coffee.") and not model._abstract
        ]

    def fields(self):
        """Return the fields that our addons have added, to whichever model."""
        return [
            field
            for model in self.registry.values()
            for field in model._fields.values()
            if (field._module or "").startswith("connector_coffee")
        ]

    def test_given_models_then_form_of_a_new_record_opens(self):
        for model in self.models():
            with self.subTest(model._name):
                names = [name for name in model._fields if name != "id"]

                found = model.onchange({}, [], dict.fromkeys(names, {}))

                self.assertEqual(set(found), {"value"} | (set(found) & {"warning"}))
                self.assertFalse(model.new({}).id)

    def test_given_fields_then_none_hides_a_method_of_odoo(self):
        fields = self.fields()
        hiding = {
            str(field)
            for field in fields
            if callable(getattr(models.BaseModel, field.name, None))
        }

        self.assertGreater(len(fields), 200)
        self.assertEqual(hiding, set())

    def test_given_pivots_and_graphs_then_each_has_a_title_for_its_export(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "coffee.%"), ("type", "in", ["pivot", "graph"])]
        )

        untitled = {
            view.xml_id
            for view in views
            if not etree.fromstring(view.arch).get("string")
        }

        self.assertGreaterEqual(len(views), 4)
        self.assertEqual(untitled, set())

    def test_given_no_values_when_create_then_no_records(self):
        for model in self.models():
            with self.subTest(model._name):
                self.assertFalse(model.create([]))
