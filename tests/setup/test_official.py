"""The download of Odoo survives a cut line, and believes nobody."""

import io
import tarfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from provision import official
from provision.console import Failure, Step

ETAG = '"one"'
CUT = 1000  # bytes that a cut answer brings


def archive():
    """Return the bytes of a source archive with one file in it."""
    content = b"version_info = (17, 0, 0, 'final', 0, '')\n" * 500
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=0) as tar:
        entry = tarfile.TarInfo("odoo-17.0.post1/odoo/release.py")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


@contextmanager
def site(body, cuts):
    """Serve a file, cutting the first answers; give its address and the requests."""
    ranges = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            ranges.append(self.headers["Range"])
            same = self.headers["If-Range"] == ETAG
            rest = body[int(self.headers["Range"][6:-1]) :] if same else body
            self.send_response(206 if same else 200)
            self.send_header("ETag", ETAG)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[:CUT] if len(ranges) <= cuts else rest)

        def log_message(self, *_arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/odoo.tar.gz", ranges
        server.shutdown()


@pytest.fixture
def cached(tmp_path, monkeypatch):
    """Give an empty cache of the project's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "connector-coffee"


def test_given_cut_download_when_download_then_goes_on_where_it_was(
    cached, monkeypatch
):
    with site(archive(), cuts=2) as (url, ranges):
        monkeypatch.setenv("ODOO_SOURCE_URL", url)

        target = official.download(cached / "odoo-17.0")

    assert ranges == [None, f"bytes={CUT}-", f"bytes={2 * CUT}-"]
    assert (target / "odoo" / "release.py").read_text().startswith("version_info")
    assert sorted(path.name for path in cached.iterdir()) == ["locks", "odoo-17.0"]


def test_given_always_cut_when_download_then_says_where_it_stopped(cached, monkeypatch):
    with site(archive(), cuts=9) as (url, _ranges):
        monkeypatch.setenv("ODOO_SOURCE_URL", url)

        with pytest.raises(Failure, match="cut 3 times, at 3,000 of"):
            official.download(cached / "odoo-17.0")

    assert not (cached / "odoo-17.0").exists()


def test_given_no_archive_when_download_then_failure_and_nothing_kept(
    cached, monkeypatch
):
    with site(b"<html>Sign in</html>", cuts=0) as (url, _ranges):
        monkeypatch.setenv("ODOO_SOURCE_URL", url)

        with pytest.raises(Failure, match="no archive"):
            official.download(cached / "odoo-17.0")

    assert not list(cached.glob("odoo-17.0.tar.gz*"))


def test_given_nobody_answers_when_download_then_none_and_reason(cached, monkeypatch):
    monkeypatch.setenv("ODOO_SOURCE_URL", "http://127.0.0.1:9/odoo.tar.gz")

    assert official.download(cached / "odoo-17.0") is None

    assert "Connection refused" in official.why_not()


def test_given_file_changed_when_resumed_then_starts_over(tmp_path):
    archive = tmp_path / "odoo.tar.gz"
    archive.with_name("odoo.tar.gz.partial").write_bytes(b"old")
    archive.with_name("odoo.tar.gz.etag").write_text('"an older one"')

    with site(b"new content", cuts=0) as (url, ranges):
        official.fetch(url, archive, Step("Odoo", "test"))

    assert ranges == ["bytes=3-"]
    assert archive.read_bytes() == b"new content"
