"""What the documentation shows is what the code does."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
EXAMPLE = REPOSITORY / "tests" / "addons" / "connector_coffee_3900"
CHECK = REPOSITORY / "tests" / "addons" / "connector_coffee_2950"
USAGE = REPOSITORY / "connector_coffee" / "readme" / "USAGE.md"


SECTION = "## A new machine in 40 lines"


def snippets():
    return re.findall(r"```python\n(.*?)```", USAGE.read_text().split(SECTION)[1], re.S)


@pytest.mark.parametrize("snippet", snippets())
def test_given_snippet_in_usage_then_it_stands_in_the_example(snippet):
    code = [path.read_text() for path in EXAMPLE.rglob("*.py")]

    without_docstrings = [re.sub(r'    """.*?"""\n\n', "", text) for text in code]
    assert any(snippet in text for text in without_docstrings)


def test_given_check_in_usage_then_it_stands_in_an_example():
    (snippet,) = re.findall(r"```python\n([^`]*_check_[^`]*)```", USAGE.read_text())
    _head, methods = snippet.split('_inherit = "coffee.diagnosis"\n')

    assert methods in (CHECK / "wizards" / "coffee_diagnosis.py").read_text()


def test_given_usage_then_it_has_snippets():
    assert len(snippets()) == 2


def test_given_a_new_machine_then_its_python_has_40_lines():
    files = [
        path
        for path in EXAMPLE.rglob("*.py")
        if path.name not in ("__init__.py", "__manifest__.py")
        and "tests" not in path.relative_to(EXAMPLE).parts
    ]
    lines = [
        line
        for path in files
        for line in path.read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]

    assert len(files) == 2
    assert len(lines) <= 40
