"""Requirements agree with one another, and install without a compiler."""

import re

import pytest
import yaml

from provision import cache, lint, requirements


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
    found = requirements.generate(cache.REPOSITORY)

    assert found == requirements.PROJECT.read_text()


def test_given_pre_commit_when_compared_with_setup_then_same_versions():
    path = cache.REPOSITORY / lint.CONFIGURATION
    revisions = {
        repository["repo"].rpartition("/")[2].removesuffix("-pre-commit"): (
            repository["rev"].removeprefix("v")
        )
        for repository in yaml.safe_load(path.read_text())["repos"]
        if repository["repo"] != "local"
    }

    pins = dict(line.split("==") for line in requirements.lines(lint.REQUIREMENTS))

    # OCA's hooks have a longer name on PyPI, and its tools for maintainers none
    revisions["oca-odoo-pre-commit-hooks"] = revisions.pop("odoo-pre-commit-hooks")
    assert set(revisions) - set(pins) == {"maintainer-tools"}
    assert set(pins) - set(revisions) == {"pre-commit", "pypandoc-binary"}
    assert all(pins[name] == revisions[name] for name in set(pins) & set(revisions))


def test_given_pre_commit_when_run_by_setup_then_every_hook_but_two_runs():
    configuration = yaml.safe_load((cache.REPOSITORY / lint.CONFIGURATION).read_text())

    missing = {
        hook["id"]
        for repository in configuration["repos"]
        for hook in repository["hooks"]
        if repository["repo"] != "local" and hook["id"] not in lint.HOOKS
    }

    assert missing == {
        "oca-fix-manifest-website",
        "oca-update-pre-commit-excluded-addons",
    }
