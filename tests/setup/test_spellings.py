"""Lint finds what only a newer Odoo understands."""

import re

import pytest
import yaml

from provision import lint
from provision.cache import REPOSITORY


def complaining(name, line):
    """Return the names of our hooks that complain about a line, as pygrep does."""
    configuration = yaml.safe_load((REPOSITORY / lint.CONFIGURATION).read_text())
    kinds = {".py": "python", ".xml": "xml"}
    return [
        hook["id"]
        for hook in configuration["repos"][-1]["hooks"]
        if [kinds.get(name[name.index(".") :])] == hook["types"]
        and re.search(hook["entry"].encode(), line.encode())
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "self.check_access('read')"),
        ("a.py", "from odoo.fields import Domain"),
        ("a.py", 'vals = {"group_ids": []}'),
        ("a.py", "_unique = models.Constraint('unique(name)')"),
        ("a.xml", "<chatter/>"),
        ("a.xml", '<list string="Drinks">'),
        ("a.xml", '<field name="view_mode">list,form</field>'),
        ("a.xml", '<t t-name="card">'),
        ("a.xml", '<field name="group_ids" eval="[]"/>'),
    ],
)
def test_given_newer_spelling_when_looked_for_then_hook_complains(name, line):
    assert len(complaining(name, line)) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "self.check_access_rights('read')"),
        ("a.py", 'product_list = self.env["product.product"]'),
        ("a.xml", '<tree string="List of drinks">'),
        ("a.xml", '<div class="oe_chatter">'),
        ("a.md", "<chatter/>"),
    ],
)
def test_given_spelling_of_17_when_looked_for_then_no_complaint(name, line):
    assert complaining(name, line) == []
