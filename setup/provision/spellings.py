"""Spellings that newer series of Odoo know and 17.0 does not.

The tests on a newer series pass with them, so a session without Odoo 17.0 at hand
would not notice: lint looks for them in the source.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# pattern -> what 17.0 says instead
PYTHON = {
    r"\.check_access\(": "check_access_rights() and check_access_rule()",
    r"\.has_access\(": "check_access_rights(..., raise_exception=False)",
    r"\bfields\.Domain\b|\bimport Domain\b": "odoo.osv.expression",
    r"\benv\._\(": "odoo._",
    r"\bmodels\.(Constraint|Index|UniqueIndex)\(": "_sql_constraints, index=",
    r"\bformatted_read_group\(": "_read_group() or read_group()",
    r"\b(all_)?group_ids\b": "groups_id",
    r"\bprivilege_id\b": "category_id",
    r"type=[\"']jsonrpc[\"']": 'type="json"',
    r"\bodoo\.orm\b": "odoo.models, odoo.fields, odoo.api",
    r"\b_has_cycle\(": "_check_recursion()",
}
XML = {
    r"<chatter\b": '<div class="oe_chatter">',
    r"</?list\b|view_mode\">list\b": "tree",
    r"t-name=[\"']card[\"']": 'the template "kanban-box"',
    r"\bgroup_ids\b": "groups_id",
    r"\bprivilege_id\b|res\.groups\.privilege": "category_id",
}
BY_SUFFIX = {".py": PYTHON, ".xml": XML}


def find(files: Iterable[Path]) -> Iterator[str]:
    """Name every line that Odoo 17.0 would not understand."""
    for path in files:
        patterns = BY_SUFFIX.get(path.suffix, {})
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            for pattern, instead in patterns.items():
                found = re.search(pattern, line)
                if found:
                    yield f"{path}:{number}: {found.group()} - on 17.0: {instead}"
