"""The bootstrap guide shows the code that there is, and has a test for each step."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
GUIDE = REPOSITORY / "connector_coffee" / "docs" / "bootstrap_guide.md"
TUTORIAL = REPOSITORY / "tests" / "test_tutorial.py"
SNIPPET = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)\n```$", re.M | re.S)
DOCSTRING = re.compile(r'^ *"""(?:.|\n)*?"""\n\n?', re.M)
LEFT_OUT = "\n...\n"


def steps():
    """Return the text of each numbered section, by its title."""
    parts = re.split(r"^## (\d+\. .+)$", GUIDE.read_text(), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_names():
    """Return the names of the tests of the tutorial."""
    return {
        node.name
        for node in ast.walk(ast.parse(TUTORIAL.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


test_names.__test__ = False


@pytest.mark.parametrize(("path", "snippet"), SNIPPET.findall(GUIDE.read_text()))
def test_given_snippet_in_guide_then_it_stands_in_the_file_in_this_order(path, snippet):
    code = DOCSTRING.sub("", (REPOSITORY / path).read_text())
    parts = [f"{part}\n" for part in snippet.split(LEFT_OUT)]
    if path.endswith(".xml"):  # prettier breaks its lines elsewhere in a page
        code, *parts = (" ".join(text.split()) for text in (code, *parts))

    position = 0
    for part in parts:
        found = code.find(part, position)
        assert found >= 0, part
        position = found + len(part)


def test_given_guide_then_every_snippet_names_its_file():
    fences = re.findall(r"^```\w+$", GUIDE.read_text(), re.M)

    assert len(SNIPPET.findall(GUIDE.read_text())) == len(fences) > 10


@pytest.mark.parametrize("title", list(steps()))
def test_given_step_of_guide_then_it_names_its_test_and_its_place_on_screen(title):
    text = steps()[title]

    assert "\n- On screen: " in text
    (said,) = re.findall(r"\n- Test: (.*?)\n- ", text, re.S)
    files = re.findall(r"`([\w/]+\.py)`", said)
    tests = re.findall(r"`(test_\w+)`", said)
    assert files or tests
    assert set(tests) <= test_names()
    assert all((REPOSITORY / file).is_file() for file in files)


def test_given_tutorial_then_guide_names_every_test_of_it():
    named = set(re.findall(r"`(test_\w+)`", GUIDE.read_text()))

    assert named == test_names()


def test_given_steps_of_table_then_each_is_there():
    rows = re.findall(r"^\| .* \| (\d+) +\|$", GUIDE.read_text(), re.M)

    assert rows == [title.partition(".")[0] for title in steps()]
