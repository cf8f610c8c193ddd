"""Every word that a person sees is German, French and Spanish as well."""

import base64
import re

import polib
import pytest

from odoo.tests import TransactionCase, tagged

from provision.cache import REPOSITORY
from provision.catalogs import LANGUAGES
from provision.requirements import ADDONS

REMEDY = "Run setup/translate, and translate what is new."
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdfr]|%%|\$\{[^}]*\}")
TAG = re.compile(r"</?\w+")
CATALOGS = [(addon, language) for addon in ADDONS for language in LANGUAGES]


def catalog(addon, name):
    return polib.pofile(str(REPOSITORY / addon / "i18n" / name))


@pytest.mark.parametrize(("addon", "language"), CATALOGS)
def test_given_language_then_every_term_is_translated(addon, language):
    found = catalog(addon, f"{language}.po")
    wanted = {entry.msgid for entry in catalog(addon, f"{addon}.pot")}

    assert wanted
    assert {entry.msgid for entry in found} == wanted, REMEDY
    assert [entry.msgid for entry in found.untranslated_entries()] == [], REMEDY
    assert found.fuzzy_entries() == []


@pytest.mark.parametrize(("addon", "language"), CATALOGS)
def test_given_translation_then_it_has_the_same_placeholders_and_tags(addon, language):
    differing = [
        entry.msgid
        for entry in catalog(addon, f"{language}.po")
        for pattern in (PLACEHOLDER, TAG)
        if sorted(pattern.findall(entry.msgid)) != sorted(pattern.findall(entry.msgstr))
    ]

    assert differing == []


@tagged("post_install", "-at_install")
class TestExport(TransactionCase):
    def export(self, addon):
        """Return what Odoo finds to translate in an addon."""
        wizard = self.env["base.language.export"].create(
            {
                "lang": "__new__",
                "format": "po",
                "modules": self.env["ir.module.module"].search([("name", "=", addon)]),
            }
        )
        wizard.act_getfile()
        return polib.pofile(base64.b64decode(wizard.data).decode())

    def is_own(self, occurrence):
        """Tell whether a term is ours, not the label of a field of Odoo's.

        Those differ from series to series, and the catalogs are of one.
        """
        kind, _colon, xmlid = occurrence[0].rpartition(":")
        if not kind.startswith("model:ir.model"):
            return True
        record = self.env.ref(xmlid)
        if record._name != "ir.model.fields":
            return record._name != "ir.model"
        field = self.env[record.model]._fields[record.name]
        return not field.inherited and set(field._modules) <= set(ADDONS)

    def test_given_source_then_template_has_its_terms(self):
        for addon in ADDONS:
            exported = self.export(addon)
            known = {entry.msgid for entry in catalog(addon, f"{addon}.pot")}

            own = {
                entry.msgid
                for entry in exported
                if any(map(self.is_own, entry.occurrences))
            }
            # Odoo 19.0 takes the name of a model that stands before a term for one
            own -= set(self.env.registry.models)
            self.assertTrue(own)
            self.assertEqual(own - known, set(), REMEDY)


@tagged("post_install", "-at_install")
class TestLanguage(TransactionCase):
    def install(self, code):
        """Install a language as Settings does; return the environment in it."""
        language = self.env["res.lang"].with_context(active_test=False)
        language = language.search([("code", "=", code)])
        wizard = self.env["base.language.install"]
        wizard.create({"lang_ids": language.ids, "overwrite": True}).lang_install()
        return self.env(context={"lang": code})

    def test_given_language_when_installed_then_people_read_it(self):
        for code, label, menu, flow in (
            ("de_DE", "Adresse", "Übersicht", "Bezüge"),
            ("fr_FR", "Adresse", "Vue d'ensemble", "préparations"),
            ("es_ES", "Dirección", "Información general", "preparaciones"),
        ):
            env = self.install(code)

            backends = env["coffee.backend"]
            brews = env["coffee.flow"].new({"model_name": "coffee.brew"})
            overview = env.ref("connector_coffee.coffee_backend_menu_overview")
            self.assertEqual(
                backends._fields["location"]._description_string(env), label
            )
            self.assertEqual(overview.name, menu)
            self.assertEqual(brews._label_within_sentence(), flow)
