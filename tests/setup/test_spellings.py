"""Lint finds what only a newer Odoo understands."""

import pytest

from provision import spellings


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
def test_given_newer_spelling_when_find_then_line_is_named(tmp_path, name, line):
    path = tmp_path / name
    path.write_text(f"\n{line}\n")

    (complaint,) = spellings.find([path])

    assert complaint.startswith(f"{path}:2: ")


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
def test_given_spelling_of_17_when_find_then_no_complaint(tmp_path, name, line):
    path = tmp_path / name
    path.write_text(line)

    assert list(spellings.find([path])) == []
