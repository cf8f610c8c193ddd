"""Run the hooks of .pre-commit-config.yaml as the packages that PyPI and npm have.

pre-commit itself fetches each hook from the repository that the file names. Here the
same hooks run, in the same versions and with the same arguments, out of one virtual
environment and one folder of Node.js, and reach no site but the package indexes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import cache, node, python
from .cache import REPOSITORY
from .console import Failure, say

REQUIREMENTS = REPOSITORY / "setup" / "requirements-lint.txt"
CONFIGURATION = ".pre-commit-config.yaml"
TEXT = {"types": ["text"]}
PYTHON = {"types": ["python"], "require_serial": True}
WHOLE = {"pass_filenames": False, "always_run": True}
MANIFESTS = {"files": r"__manifest__\.py$"}
# What the repository of a hook says of it: program, and what it looks at. Where OCA's
# generators are on no index, ours write the same files.
HOOKS = {
    "check-case-conflict": ("check-case-conflict", {}),
    "check-docstring-first": ("check-docstring-first", PYTHON),
    "check-executables-have-shebangs": (
        "check-executables-have-shebangs",
        {"types": ["text", "executable"]},
    ),
    "check-merge-conflict": ("check-merge-conflict", TEXT),
    "check-symlinks": ("check-symlinks", {"types": ["symlink"]}),
    "check-xml": ("check-xml", {"types": ["xml"]}),
    "debug-statements": ("debug-statement-hook", PYTHON),
    "end-of-file-fixer": ("end-of-file-fixer", TEXT),
    "fix-encoding-pragma": ("fix-encoding-pragma", PYTHON),
    "mixed-line-ending": ("mixed-line-ending", TEXT),
    "oca-checks-odoo-module": ("oca-checks-odoo-module", MANIFESTS),
    "oca-checks-po": ("oca-checks-po", {"files": r"\.pot?$"}),
    "oca-gen-addon-readme": ("python -B -m provision.readme", WHOLE | {"args": []}),
    "oca-gen-external-dependencies": ("python -B -m provision.requirements", WHOLE),
    "pylint_odoo": ("pylint", PYTHON),
    "ruff": ("ruff check --force-exclude --no-cache", PYTHON),
    "ruff-format": ("ruff format --force-exclude --no-cache", PYTHON),
    "trailing-whitespace": ("trailing-whitespace-fixer", TEXT),
    "whool-init": ("whool init", {"pass_filenames": False} | MANIFESTS),
}


def run(fix: bool = False) -> bool:
    """Run every hook.

    :param fix: on the checkout itself, which they repair as far as they know how;
        else on a copy: what they would change is printed
    :return: whether all are content
    """
    interpreter = python.environment("lint", REQUIREMENTS.read_text())
    with tempfile.TemporaryDirectory(dir=cache.folder("run")) as scratch:
        folder = REPOSITORY if fix else copy(Path(scratch))
        done = subprocess.run(
            [interpreter, "-B", "-m", "provision.lint"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY / "setup")},
        )
    return not done.returncode


def copy(folder: Path) -> Path:
    """Fill a folder with what git knows, or would know, of the checkout."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"git failed: {done.stderr}", "Lint a checkout of git.")
    for name in filter(None, done.stdout.split("\0")):
        if (REPOSITORY / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, folder / name)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def localized(hook: dict, is_local: bool) -> dict | None:
    """Return a hook that runs a program of ours; None for one that nobody has."""
    if hook.get("language") == "node":
        if not node.is_possible() and not os.environ.get("CI"):
            return None
        found = node.programs(*hook["additional_dependencies"])
        entry = str(found / hook["entry"])
        return hook | {
            "language": "system",
            "entry": entry,
            "additional_dependencies": [],
        }
    if is_local:
        return hook
    if hook["id"] not in HOOKS:
        return None
    program, options = HOOKS[hook["id"]]
    entry = str(Path(sys.executable).parent / program)
    return {"name": hook["id"], "language": "system", "entry": entry} | hook | options


def main() -> int:
    """Run the hooks on the current folder; return pre-commit's exit status."""
    import yaml  # here alone: the other half runs outside the environment

    found = yaml.safe_load(Path(CONFIGURATION).read_text())
    del found["default_language_version"]
    for repository in found["repos"]:
        is_local = repository["repo"] == "local"
        hooks = [localized(hook, is_local) for hook in repository["hooks"]]
        for original, hook in zip(repository["hooks"], hooks, strict=True):
            if not hook:
                say(f"Not run, for want of a package or Node.js: {original['id']}")
        repository.pop("rev", None)
        repository |= {"repo": "local", "hooks": list(filter(None, hooks))}
    path = cache.folder("run") / "pre-commit.yaml"
    cache.write(path, yaml.safe_dump(found, sort_keys=False))
    command = ["pre_commit", "run", "--all-files", "--show-diff-on-failure"]
    done = subprocess.run(
        [sys.executable, "-m", *command, f"--config={path}"],
        env={**os.environ, "PRE_COMMIT_HOME": str(cache.folder("pre-commit"))},
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
