"""Catalogs are brought up to date without losing what translators wrote."""

import polib
import pytest

from provision import catalogs

EXPORTED = """
msgid ""
msgstr ""
"Project-Id-Version: Odoo Server 17.0-20240709\\n"
"POT-Creation-Date: 2026-11-22 10:00+0000\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#: code:addons/connector_coffee/models/coffee_brew.py:0
msgid "Brew"
msgstr ""

#: code:addons/connector_coffee/models/coffee_order.py:0
msgid "Pour"
msgstr ""
"""
OLD = """
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Gone"
msgstr "Weg"

msgid "Pour"
msgstr "Ausgeben"
"""


@pytest.fixture
def exported(tmp_path):
    path = tmp_path / "exported.pot"
    path.write_text(EXPORTED)
    return path


def test_given_export_when_made_a_template_then_nothing_of_the_day_is_in_it(
    exported, tmp_path
):
    catalogs.template(exported, tmp_path / "addon.pot")

    metadata = polib.pofile(str(tmp_path / "addon.pot")).metadata
    assert metadata["Project-Id-Version"] == "Odoo Server 17.0"
    assert "POT-Creation-Date" not in metadata


def test_given_old_catalog_when_updated_then_new_waits_and_gone_is_gone(
    exported, tmp_path
):
    path = tmp_path / "de.po"
    path.write_text(OLD)

    catalogs.update(path, "de", polib.pofile(str(exported)))

    found = [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(path))]
    assert found == [("Brew", ""), ("Pour", "Ausgeben")]


def test_given_no_catalog_when_updated_then_one_of_that_language(exported, tmp_path):
    path = tmp_path / "fr.po"

    catalogs.update(path, "fr", polib.pofile(str(exported)))

    metadata = polib.pofile(str(path)).metadata
    assert metadata["Language"] == "fr"
    assert metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
