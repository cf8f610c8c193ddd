"""The page "What to do when…" knows every checkpoint and every error of the code."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
PAGE = REPOSITORY / "connector_coffee" / "docs" / "what_to_do_when.md"
PLACEHOLDER = re.compile(r"%\(\w+\)[srd]|%[srd]")

# what makes checkpoints, and what only passes on what others give it
MAKING = {"add_checkpoint", "_add_checkpoints", "_add", "ask", "Checkpoint"}
PASSING = {"add_checkpoint", "_add_checkpoints", "ask"}
KEY_OF = {"key", "_checkpoint_key"}  # functions that return one
SENTENCE_ENDS = (".", "?", ")", "…")
KEY = re.compile(r"^(\w+):$")


def addons():
    return sorted(REPOSITORY.glob("connector_coffee*"))


def trees():
    """Parse the code of the addons; yield the tree of each file."""
    for addon in addons():
        for path in sorted(addon.rglob("*.py")):
            if "tests" not in path.relative_to(addon).parts:
                yield ast.parse(path.read_text(), str(path))


def page():
    """Return the text of the page, its tables without what aligns their columns."""
    return re.sub(r"-{3,}", "---", re.sub(r" {2,}\|", " |", PAGE.read_text()))


def name_of(node):
    """Return the name that is called, inherited from or read."""
    return getattr(node, "id", None) or getattr(node, "attr", "")


def called(node, names):
    return isinstance(node, ast.Call) and name_of(node.func) in names


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def messages(node):
    """Return the sentences for people in a part of the code, as the page has them."""
    return [
        PLACEHOLDER.sub("…", call.args[0].value)
        for call in ast.walk(node)
        if called(call, {"_"}) and isinstance(call.args[0], ast.Constant)
    ]


def error_classes():
    """Return the names of the classes that derive from ours."""
    bases = {
        node.name: {name_of(base) for base in node.bases}
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"CoffeeError"}
    while more := {name for name in bases if bases[name] & found} - found:
        found |= more
    return found - {"CoffeeError"}


def sentences_of(call, function, others):
    """Return the sentences that an error is made with.

    :param others: dict of name to function; those that return a sentence
    """
    found = messages(call)
    for argument in call.args:
        if called(argument, others):
            found += messages(others[name_of(argument.func)])
    variables = {name_of(argument) for argument in call.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) in variables:
            found += messages(node)
    return found


def error_messages():
    """Return the sentences of errors; words alone, such as "none", are left out."""
    classes = error_classes() | {"kind"}
    found = set()
    for tree in trees():
        others = {function.name: function for function in functions(tree)}
        for function in functions(tree):
            for node in ast.walk(function):
                if called(node, classes):
                    found.update(sentences_of(node, function, others))
    return sorted(
        text for text in found if text.endswith(SENTENCE_ENDS) and text[0] != "("
    )


def keys_in(function):
    """Return how the keys of checkpoints begin that a function makes."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            found.update(KEY.findall(node.values[0].value))
        elif called(node, {"ask"}) and isinstance(node.args[1], ast.Constant):
            found.add(node.args[1].value)
        elif called(node, {"join"}) and isinstance(node.args[0], ast.Tuple):
            found.add(node.args[0].elts[0].value)
    return found - {"identity"}


def has_key(function):
    """Tell whether a function gives its checkpoints a key."""
    for node in ast.walk(function):
        if called(node, {"ask", "Checkpoint"}):
            return True
        if isinstance(node, ast.keyword) and node.arg == "key":
            return True
        if isinstance(node, ast.Dict):
            names = {getattr(name, "value", None) for name in node.keys}
            if "key" in names:
                return True
    return False


def checkpoint_kinds():
    """Return the keys of checkpoints; of those without one, how the message begins."""
    found = set()
    for tree in trees():
        for function in functions(tree):
            makes = any(called(node, MAKING) for node in ast.walk(function))
            if function.name in PASSING:
                continue
            if makes or function.name in KEY_OF:
                found |= keys_in(function)
            if makes and not has_key(function):
                found |= {text.partition(" …")[0] for text in messages(function)}
    return found


def identity_questions():
    """Return what there may be to ask about a machine that answers."""
    return {
        node.slice.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and name_of(node.value) == "questions"
    }


@pytest.mark.parametrize("kind", sorted(checkpoint_kinds() | identity_questions()))
def test_given_kind_of_checkpoint_then_page_has_an_entry(kind):
    assert f"\n| `{kind}` |" in page()


@pytest.mark.parametrize("name", sorted(error_classes()))
def test_given_class_of_error_then_page_names_it(name):
    assert f"`{name}`" in page()


@pytest.mark.parametrize("message", error_messages())
def test_given_message_of_error_then_page_has_an_entry(message):
    assert f"\n| {message} |" in page()


def test_given_page_then_it_has_no_entry_that_the_code_does_not_know():
    text = page()
    kinds = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
    said = set(re.findall(r"^\| ([^`|]+) \| [^|]+ \|$", text, re.M)) - {"It says"}

    assert kinds == checkpoint_kinds() | identity_questions()
    assert said - {"---"} == set(error_messages())
