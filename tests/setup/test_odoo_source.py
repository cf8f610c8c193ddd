"""Where Odoo comes from, and what a person reads about it."""

import pytest

from provision import debian, odoo_source, official

REASON = "cannot be downloaded from https://nightly.example: timed out"


@pytest.fixture
def only_debian(monkeypatch, tmp_path):
    """Give a cache that holds Debian's Odoo, and knows that 17.0 cannot be had."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("ODOO_SOURCE", "ODOO_SOURCE_URL"):
        monkeypatch.delenv(name, raising=False)
    cache = tmp_path / "connector-coffee"
    release = cache / "odoo-debian" / debian.PYTHON / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    release.write_text("version_info = (19, 0, 0, 'final', 0, '')\n")
    (cache / "odoo-debian" / debian.RECORD).write_text("odoo-19 19.0.0+dfsg-1 x\n")
    (cache / official.REFUSAL).write_text(REASON)


def test_given_no_17_when_found_then_calm_words_say_what_runs_and_why(
    only_debian, capsys
):
    source = odoo_source.find()

    said = " ".join(capsys.readouterr().out.split())
    assert source.series == "19.0"
    assert "!" not in said
    assert "Odoo 19.0, Debian's package 19.0.0+dfsg-1" in said
    assert REASON in said
    assert "the same tests run on both" in said
    assert "ODOO_SOURCE" in said, "how to get 17.0"
    assert "ODOO_SOURCE_URL" in said


def test_given_no_17_when_found_then_lines_stay_in_their_column(only_debian, capsys):
    odoo_source.find()

    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("Odoo            19.0, ")
    assert others
    assert all(line.startswith(" " * 16) and len(line) <= 88 for line in others)
