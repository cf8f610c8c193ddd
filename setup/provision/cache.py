"""The project's own folder under the user's cache directory.

Nothing half-done ever carries a final name: files and folders are made under
another name and renamed, or marked by a stamp that is written last. So every
step may be interrupted, and is skipped when it was finished before.
"""

import fcntl
import os
import shutil
from collections.abc import Iterable
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from .console import say

REPOSITORY = Path(__file__).resolve().parents[2]


def root() -> Path:
    """Return the cache folder, created at need."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home).expanduser().absolute() / "connector-coffee"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder(*names: str) -> Path:
    """Return a folder inside the cache, created at need."""
    path = root().joinpath(*names)
    path.mkdir(parents=True, exist_ok=True)
    return path


def digest(*parts: str) -> str:
    """Return a short name for a combination of texts."""
    return sha256("\0".join(parts).encode()).hexdigest()[:12]


def fingerprints(*folders: str | Path, but: Iterable[str] = ()) -> list[str]:
    """Return name and digest of every file below folders of the checkout.

    :param but: names of folders that are left out, beside those of bytecode
    """
    places = [REPOSITORY / name for name in folders]
    return [
        f"{path.relative_to(REPOSITORY)} {sha256(path.read_bytes()).hexdigest()}"
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file()
        and not {"__pycache__", *but}.intersection(path.relative_to(place).parts)
    ]


def write(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text)
    partial.replace(path)


@contextmanager
def building(target: Path):
    """Give an empty folder to fill; it gets its name when the block succeeds."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


@contextmanager
def lock(name: str):
    """Let one command at a time through; the others say that they wait."""
    with open(folder("locks") / name, "w") as handle:
        if not taken(handle):
            say(f"Waiting for another command that is busy with {name} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def taken(handle) -> bool:
    """Try to lock an open file for this process alone, without waiting.

    :return: whether that worked; the lock goes when the file is closed
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
