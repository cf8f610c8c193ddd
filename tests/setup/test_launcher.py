"""Whoever starts a command with the wrong Python reads a sentence."""

import ast
import sys
from pathlib import Path

import pytest

from provision import cache, launcher

OLD = (3, 4)  # as far back as `ast` can imitate


@pytest.mark.parametrize("name", ["demo", "port", "test", "provision/launcher.py"])
def test_given_old_python_when_parsed_then_understood(name):
    source = (cache.REPOSITORY / "setup" / name).read_text()

    tree = ast.parse(source, feature_version=OLD)

    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]


def test_given_no_suitable_python_when_launch_then_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(SystemExit) as stopped:
        launcher.launch("demo")

    assert stopped.value.code == 1
    complaint = capsys.readouterr().err
    assert "is Python 3.8" in complaint
    assert "python3.11-venv" in complaint


def test_given_stub_on_path_when_find_then_next_one(monkeypatch, tmp_path):
    stub = tmp_path / "python3.12"
    stub.write_text("#!/bin/sh\necho no such version >&2\nexit 127\n")
    stub.chmod(0o755)
    name = "python%d.%d" % sys.version_info[:2]
    if name != stub.name:
        (tmp_path / name).symlink_to(Path(sys.base_prefix, "bin", name))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")

    assert launcher.find_suitable() != stub.name
