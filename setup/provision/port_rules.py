"""Rewrite a copy of the addons for the Odoo at hand.

Odoo's own ``upgrade_code`` does the work; what it leaves has a rule here, one small
function for each gap. Every rule takes the root of an XML data file written for Odoo
17.0 and changes it in place; those for code take and return the text of a module. Only
spellings that no single source can serve both series with belong here; for all others
the source uses the one that both accept.

Runs inside of that Odoo's virtual environment, with the folder as its argument.
"""

import re
import sys
from pathlib import Path

from lxml import etree

from .requirements import SOURCE_SERIES

PRIVILEGE = """
<record id="{name}" model="res.groups.privilege">
    <field name="name">{title}</field>
    <field name="category_id" ref="{category}"/>
</record>
"""


def rename_tree_elements(root: etree._Element) -> None:
    """Rename ``<tree>`` to ``<list>``.

    ``upgrade_code`` does so too, except that it loses the closing tag of an
    element that opens and closes on one line.
    """
    for element in root.iter("tree"):
        element.tag = "list"


def put_privileges_between_groups_and_categories(root: etree._Element) -> None:
    """Give groups a privilege in place of a category, which 19.0 took from them.

    One privilege is made for each category, in front of the first such group.
    """
    made = set()
    for field in root.xpath("//record[@model='res.groups']/field[@name='category_id']"):
        category = field.get("ref")
        title = category.rpartition(".")[2].removeprefix("module_category_")
        name = f"privilege_{title}"
        if name not in made:
            made.add(name)
            text = PRIVILEGE.format(
                name=name,
                title=title.replace("_", " ").capitalize(),
                category=category,
            )
            group = field.getparent()
            group.addprevious(etree.fromstring(text))
        field.set("name", "privilege_id")
        field.set("ref", name)


def drop_call_counts_of_crons(root: etree._Element) -> None:
    """Drop ``numbercall`` and ``doall``: since 18.0 a cron has no end.

    17.0 needs ``numbercall`` = -1, or the cron runs once.
    """
    cron = "//record[@model='ir.cron']"
    for field in root.xpath(f"{cron}/field[@name='numbercall' or @name='doall']"):
        field.getparent().remove(field)


def rename_kanban_templates(root: etree._Element) -> None:
    """Rename the kanban template ``kanban-box`` to ``card``.

    The old name still installs, and fails in the browser.
    """
    for template in root.xpath("//kanban//t[@t-name='kanban-box']"):
        template.set("t-name", "card")


def shorten_chatters(root: etree._Element) -> None:
    """Write ``<chatter/>`` for the ``div`` of class ``oe_chatter``.

    The old form still installs, and shows raw fields in the browser.
    """
    for block in root.xpath("//div[contains(@class, 'oe_chatter')]"):
        tail = block.tail
        block.clear()
        block.tag, block.tail = "chatter", tail


def rename_fields_for_groups(root: etree._Element) -> None:
    """Rename the field ``groups_id`` of menus, views, actions, users."""
    for field in root.xpath("//record/field[@name='groups_id']"):
        field.set("name", "group_ids")


def replace_checks_of_access(text: str) -> str:
    """Write ``check_access`` for what checks rights, and rules on records.

    The old methods still work, and each call leaves a warning and a stack in the log.
    Rights alone are those on no record.
    """
    for old, new in CHECKS:
        text = re.sub(old, new, text)
    return text


CHECKS = (
    (
        r"(?m)^( *)([\w.]+)\.check_access_rights\((\S+)\)\n"
        r"\1\2\.check_access_rule\(\3\)$",
        r"\1\2.check_access(\3)",
    ),
    (
        r"\.check_access_rights\(([^,()]+), (?:raise_exception=)?False\)",
        r".browse().has_access(\1)",
    ),
    (r"\.check_access_rights\(([^,()]+)\)", r".browse().check_access(\1)"),
    (r"\.check_access_rule\(", r".check_access("),
)


def rename_test_mode(text: str) -> str:
    """Enter the test mode of the registry by the test case, which also leaves it."""
    return re.sub(
        r"self\.registry\.enter_test_mode\(self\.env\.cr\)\n"
        r" +self\.addCleanup\(self\.registry\.leave_test_mode\)",
        "self.registry_enter_test_mode()",
        text,
    )


def rename_typing_in_tours(text: str) -> str:
    """Let the helper of a step ``edit`` what it called ``text``."""
    return re.sub(r"\bhelper\.text\(", "helper.edit(", text)


RULES_FOR_CODE = {
    "*.py": (replace_checks_of_access, rename_test_mode),
    "*.js": (rename_typing_in_tours,),
}
RULES = (
    rename_tree_elements,
    put_privileges_between_groups_and_categories,
    drop_call_counts_of_crons,
    rename_kanban_templates,
    shorten_chatters,
    rename_fields_for_groups,
)


def rewrite(folder: Path) -> None:
    """Rewrite every addon in a folder, in place.

    Our rules come first: one of them saves ``upgrade_code`` from what it breaks.
    """
    from odoo import release
    from odoo.cli.upgrade_code import migrate
    from odoo.tools import parse_version

    for path in folder.rglob("*.xml"):
        apply_rules(path)
    for pattern, rules in RULES_FOR_CODE.items():
        for path in folder.rglob(pattern):
            text = path.read_text()
            for rule in rules:
                text = rule(text)
            path.write_text(text)
    migrate(
        [str(folder)],
        "**/*",
        from_version=parse_version(SOURCE_SERIES),
        to_version=parse_version(release.series),
    )
    old = rf'("version":\s*"){re.escape(SOURCE_SERIES)}\.'
    for manifest in folder.rglob("__manifest__.py"):
        text = re.sub(old, rf"\g<1>{release.series}.", manifest.read_text())
        manifest.write_text(text)


def apply_rules(path: Path) -> None:
    """Apply the rules to a data file; leave alone what none changes."""
    tree = etree.parse(path)
    before = etree.tostring(tree)
    for rule in RULES:
        rule(tree.getroot())
    if etree.tostring(tree) != before:
        tree.write(path, encoding="utf-8", xml_declaration=True)


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]))
