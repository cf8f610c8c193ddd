"""Requirements agree with one another, and install without a compiler."""

import re

import pytest

from provision import cache, lint, manifests, requirements


@pytest.mark.parametrize(
    ("line", "adapted"),
    [
        ("Babel==2.9.1  # min version", "Babel==2.9.1"),
        (
            "lxml==5.2.1; python_version >= '3.12' # (Noble)",
            "lxml==5.2.1 ; python_version >= '3.12'",
        ),
        (
            "psycopg2==2.9.5 ; python_version == '3.11'",
            "psycopg2-binary ; python_version == '3.11'",
        ),
        ("libsass==0.20.1", "libsass"),
        ("python-ldap==3.4.0 ; sys_platform != 'win32'", ""),
        ("# a comment", ""),
    ],
)
def test_given_line_of_odoo_when_adapt_then_no_compiler_is_needed(line, adapted):
    assert requirements.adapt(line) == adapted


def test_given_source_series_when_oca_addons_then_pinned():
    lines = requirements.oca_addons("17.0").splitlines()

    assert lines
    assert all(re.fullmatch(r"odoo-addon-\w+==17\.0[.\d]+", line) for line in lines)


def test_given_newer_series_when_oca_addons_then_newest_of_that_series():
    lines = requirements.oca_addons("19.0").splitlines()

    assert "odoo-addon-queue_job==19.0.*" in lines
    assert len(lines) == len(requirements.oca_addons("17.0").splitlines())


def test_given_manifests_when_generate_then_requirements_are_up_to_date():
    assert manifests.generate() == requirements.PROJECT.read_text()


def test_given_pre_commit_when_compared_with_setup_then_same_versions():
    configuration = (cache.REPOSITORY / ".pre-commit-config.yaml").read_text()
    repositories = {
        "oca-odoo-pre-commit-hooks": "OCA/odoo-pre-commit-hooks",
        "pylint-odoo": "OCA/pylint-odoo",
        "ruff": "astral-sh/ruff-pre-commit",
    }
    without_hook = ("#", "pypandoc")

    for line in lint.REQUIREMENTS.read_text().splitlines():
        if not line.startswith(without_hook):
            name, version = line.split("==")
            assert f"{repositories[name]}\n    rev: v{version}\n" in configuration
