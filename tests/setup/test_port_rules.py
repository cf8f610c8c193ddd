"""Each rule of the port step rewrites what it is for, and nothing else."""

import pytest
from lxml import etree

from provision import port_rules

GROUP = '<record id="manager" model="res.groups">{}</record>'
CRON = '<record id="cron" model="ir.cron"><field name="name">Import</field>{}</record>'


def apply(rule, text):
    """Return what a rule makes of a data file with this content."""
    root = etree.fromstring(f"<odoo>{text}</odoo>")
    rule(root)
    return etree.tostring(root, encoding="unicode")[len("<odoo>") : -len("</odoo>")]


def test_given_tree_on_one_line_when_rename_tree_elements_then_both_ends_are_renamed():
    after = apply(
        port_rules.rename_tree_elements,
        '<field name="arch"><tree string="Tree"><field name="name"/></tree></field>',
    )

    assert after == (
        '<field name="arch"><list string="Tree"><field name="name"/></list></field>'
    )


def test_given_two_groups_of_a_category_when_put_privileges_then_one_privilege():
    category = '<field name="category_id" ref="connector.module_category_connector"/>'

    after = apply(
        port_rules.put_privileges_between_groups_and_categories,
        GROUP.format(category) + GROUP.format(category),
    )

    root = etree.fromstring(f"<odoo>{after}</odoo>")
    (privilege,) = root.findall("record[@model='res.groups.privilege']")
    assert root[0] is privilege, "a group may only refer to what comes before it"
    assert privilege.findtext("field[@name='name']") == "Connector"
    assert privilege.find("field[@name='category_id']").get("ref") == (
        "connector.module_category_connector"
    )
    groups = root.findall("record[@model='res.groups']/field")
    assert [(field.get("name"), field.get("ref")) for field in groups] == [
        ("privilege_id", "privilege_connector")
    ] * 2


def test_given_cron_when_drop_call_counts_then_other_fields_stay():
    counts = '<field name="numbercall" eval="-1"/><field name="doall" eval="False"/>'

    after = apply(port_rules.drop_call_counts_of_crons, CRON.format(counts))

    assert after == CRON.format("")


def test_given_kanban_when_rename_templates_then_card():
    after = apply(
        port_rules.rename_kanban_templates,
        '<kanban><templates><t t-name="kanban-box"><p/></t></templates></kanban>',
    )

    assert after == '<kanban><templates><t t-name="card"><p/></t></templates></kanban>'


def test_given_chatter_when_shorten_then_its_fields_go_and_what_follows_stays():
    after = apply(
        port_rules.shorten_chatters,
        '<form><div class="oe_chatter"><field name="message_ids"/></div>tail</form>',
    )

    assert after == "<form><chatter/>tail</form>"


def test_given_menu_when_rename_fields_for_groups_then_group_ids():
    after = apply(
        port_rules.rename_fields_for_groups,
        '<record id="menu" model="ir.ui.menu"><field name="groups_id"/></record>',
    )

    assert after == (
        '<record id="menu" model="ir.ui.menu"><field name="group_ids"/></record>'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '    self.check_access_rights("write")\n'
            '    self.check_access_rule("write")\n    self.go()\n',
            '    self.check_access("write")\n    self.go()\n',
        ),
        (
            'if not jobs.check_access_rights("read", raise_exception=False):\n',
            'if not jobs.browse().has_access("read"):\n',
        ),
        (
            'may = self.env["x"].check_access_rights("read", False)\n',
            'may = self.env["x"].browse().has_access("read")\n',
        ),
        (
            'self.check_access_rights("create")\nother.check_access_rule("create")\n',
            'self.browse().check_access("create")\nother.check_access("create")\n',
        ),
        ("self.check_accessories()\n", "self.check_accessories()\n"),
    ],
)
def test_given_checks_of_access_when_replaced_then_one_that_warns_of_nothing(
    before, after
):
    assert port_rules.replace_checks_of_access(before) == after


def test_given_test_mode_when_renamed_then_by_the_case_which_leaves_it():
    before = (
        "        self.registry.enter_test_mode(self.env.cr)\n"
        "        self.addCleanup(self.registry.leave_test_mode)\n"
    )

    after = port_rules.rename_test_mode(before)

    assert after == "        self.registry_enter_test_mode()\n"


def test_given_tour_when_renamed_then_helper_edits():
    before = "const type = (text) => (helper) => helper.text(text);"

    after = port_rules.rename_typing_in_tours(before)

    assert after == "const type = (text) => (helper) => helper.edit(text);"


@pytest.mark.parametrize("rule", port_rules.RULES)
def test_given_neutral_source_when_any_rule_then_nothing_changes(rule):
    text = '<record id="a" model="res.partner"><field name="category_id"/></record>'

    assert apply(rule, text) == text
