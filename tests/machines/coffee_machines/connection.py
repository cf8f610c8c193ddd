# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One connection of a client: what is read from it and written to it."""

import http.server
import socket
import struct
from http import HTTPStatus
from http.client import responses

from .exchange import Response

BODY_LIMIT = 8 * 1024 * 1024  # bytes; a client that sends more is cut off


class Connection(http.server.BaseHTTPRequestHandler):
    """Read heads with `http.server`, any method, and write answers whole.

    `server` is our `Server`, which decides about everything else.
    """

    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        """Read one head and let the server serve it."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            if not self.server.keep_alive:
                self.close_connection = True
            self.server.serve(self)

    def read_body(self) -> bytes:
        """Read the body, by its length or in chunks (RFC 9112 §6, §7.1)."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(iter(self._read_chunk, b""))
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            self.close_connection = True
            return b""
        return self.rfile.read(int(length))

    def send(self, response: Response, torn: bool = False, cut: bool = False) -> None:
        """Send the answer; `torn` in the middle of the head, `cut` of the body."""
        self.close_connection |= cut
        head, body = self._head(response), response.body
        if torn:
            self.connection.sendall(head[: len(head) // 2])
            return self.reset()
        if cut:
            body = body[: len(body) // 2]
        if self.command == "HEAD":
            body = b""
        self.connection.sendall(head + body)
        if response.stream is not None:
            for chunk in response.stream:
                self.connection.sendall(b"%X\r\n%b\r\n" % (len(chunk), chunk))
            self.connection.sendall(b"0\r\n\r\n")

    def trickle(self, response: Response, seconds: float, whole: bool) -> None:
        """Send the answer byte by byte, `whole` with its head, until we are stopped."""
        self.close_connection = True
        head, rest = self._head(response), response.body
        if whole:
            head, rest = b"", head + rest
        self.connection.sendall(head)
        for byte in rest:
            if self.server.stopping.wait(seconds):
                break
            self.connection.sendall(bytes([byte]))

    def reset(self) -> None:
        """Close at once, so that the client sees a reset."""
        self.close_connection = True
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.rfile.close()
        self.connection.close()

    def send_error(self, code, message=None, explain=None) -> None:
        """Answer a head that cannot be parsed; called by `http.server`."""
        self.close_connection = True
        text = message or HTTPStatus(code).phrase
        self.command = self.command or "GET"
        self.send(Response(code, {"Content-Type": "text/plain"}, text.encode()))

    def finish(self) -> None:
        """Close the files; the server closes the socket."""
        self.rfile.close()

    def log_message(self, format, *args) -> None:  # noqa: A002
        """Keep quiet: `Machine.requests` is the log."""

    def _head(self, response: Response) -> bytes:
        reason = {418: "I'm a teapot"}.get(
            response.status, responses.get(response.status, "Unknown")
        )
        headers = dict(response.headers)
        if response.stream is not None:
            headers["Transfer-Encoding"] = "chunked"
        elif response.status != HTTPStatus.NO_CONTENT:
            headers.setdefault("Content-Length", str(len(response.body)))
        if self.close_connection:
            headers.setdefault("Connection", "close")
        lines = [f"HTTP/1.1 {response.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _read_chunk(self) -> bytes:
        """Return the next chunk, empty after the last one."""
        try:
            size = int(self.rfile.readline(100).split(b";")[0], 16)
        except ValueError as err:
            raise ConnectionError("malformed chunk") from err
        data = self.rfile.read(size)
        self.rfile.readline(100)
        return data
