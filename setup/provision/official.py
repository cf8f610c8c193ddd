"""The official source download of Odoo 17.0: resumable, verified."""

import http.client
import os
import tarfile
import time
import urllib.request
from pathlib import Path

from . import cache
from .console import Failure, Step, step

URL = "https://nightly.odoo.com/17.0/nightly/src/odoo_17.0.latest.tar.gz"
TIMEOUT = 15  # seconds without a byte
TRIES = 3  # for a download that is cut
TOO_LONG = http.client.REQUESTED_RANGE_NOT_SATISFIABLE  # there is no rest to send
CHUNK = 1 << 18  # bytes
REFUSAL = "odoo-17.0.unreachable"  # a file in the cache: reason of the last refusal
REFUSAL_HOLDS = 12 * 3600  # seconds; do not wait for a time-out at every start
TROUBLE = (OSError, http.client.HTTPException)


class Unreachable(Exception):
    """Nobody answers at the address, or with something else than a file."""


def download(target: Path) -> Path | None:
    """Download and unpack the source.

    :param target: the folder to unpack into
    :return: the same, or None if the address cannot be reached
    :raise Failure: it was reached, and then something went wrong
    """
    url = os.environ.get("ODOO_SOURCE_URL", URL)
    refusal = cache.root() / REFUSAL
    if url == URL and refusal.exists():
        if time.time() - refusal.stat().st_mtime < REFUSAL_HOLDS:
            return None
    with cache.lock("odoo-17.0"):
        archive = target.with_name("odoo-17.0.tar.gz")
        with step("Odoo", "downloading the source of 17.0") as line:
            try:
                fetch(url, archive, line)
            except Unreachable as error:
                line.result = "not reachable"
                cache.write(refusal, f"cannot be downloaded from {url}: {error}")
                return None
        unpack(archive, target)
    return target


def why_not() -> str:
    """Say why there is no Odoo 17.0, as the end of a sentence."""
    return (cache.root() / REFUSAL).read_text()


def fetch(url: str, archive: Path, line: Step) -> None:
    """Download a file, going on where an earlier try was cut.

    :raise Unreachable: no answer came, or not the file
    :raise Failure: it was cut each time
    """
    partial = archive.with_name(archive.name + ".partial")
    mark = archive.with_name(archive.name + ".etag")
    for _try in range(TRIES):
        with ask(url, partial, mark) as answer:
            total = receive(answer, partial, line)
        size = partial.stat().st_size
        if size == total:
            mark.unlink()
            partial.rename(archive)
            return
    raise Failure(
        f"The download of Odoo was cut {TRIES} times, at {size:,} of {total:,} bytes.",
        "Run the command again: it goes on from there.",
    )


def ask(url: str, partial: Path, mark: Path) -> http.client.HTTPResponse:
    """Request what is missing of a file, or all of it.

    :param mark: a file that keeps which version of the other the partial one is of;
        if that has changed, all of it comes
    :raise Unreachable: no answer, or not the file
    """
    request = urllib.request.Request(url)
    if partial.exists() and mark.exists():
        request.add_header("Range", f"bytes={partial.stat().st_size}-")
        request.add_header("If-Range", mark.read_text())
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)
    except TROUBLE as error:
        if getattr(error, "code", None) == TOO_LONG:
            partial.unlink()
        reason = getattr(error, "reason", error)  # without the wrapping of the library
        raise Unreachable(getattr(reason, "strerror", None) or str(reason)) from error
    if "Content-Length" not in answer.headers:
        raise Unreachable("the answer does not tell its size")
    version = answer.headers["ETag"] or answer.headers["Last-Modified"]
    mark.write_text(version or "unknown")
    return answer


def receive(answer: http.client.HTTPResponse, partial: Path, line: Step) -> int:
    """Append an answer to the partial file, as far as it comes.

    :return: the size of the whole file, bytes
    """
    resumed = answer.status == http.client.PARTIAL_CONTENT
    with open(partial, "ab" if resumed else "wb") as file:
        total = file.tell() + int(answer.headers["Content-Length"])
        try:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                line.note(f"{file.tell() >> 20} of {total >> 20} MB")
        except TROUBLE:
            pass  # the line is cut; the size tells
    return total


def unpack(archive: Path, target: Path) -> None:
    """Unpack the archive's only folder as the target."""
    with step("Odoo", "unpacking"), cache.building(target) as partial:
        try:
            with tarfile.open(archive) as tar:
                # Early releases of 3.10 and 3.11 have no filters yet, and no option.
                tar.extraction_filter = getattr(tarfile, "data_filter", None)
                tar.extractall(partial)
        except tarfile.TarError as error:
            archive.unlink()
            raise Failure(
                f"What ODOO_SOURCE_URL serves is no archive: {error}.",
                "Name the address of an Odoo 17.0 source archive (.tar.gz).",
            ) from error
        (inner,) = partial.iterdir()
        for path in inner.iterdir():
            path.rename(partial / path.name)
        inner.rmdir()
    archive.unlink()
