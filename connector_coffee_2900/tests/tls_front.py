# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A front that speaks TLS for a machine that does not."""

import os
import socket
import socketserver
import ssl
import threading

NO_TLS = b"\x17\x03\x03\x00\x20" + bytes(32)  # a record that nobody has encrypted


class TLSFront(socketserver.ThreadingTCPServer):
    """Pass bytes between TLS clients and a port; use it in a ``with`` block.

    :param port: of the machine, on this host
    :param certificate: ``trustme.LeafCert``
    """

    daemon_threads = True

    def __init__(self, port, certificate):
        self.target = ("127.0.0.1", port)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        self.broken, self.breaks = b"", 0
        super().__init__(("127.0.0.1", 0), Pump)

    @property
    def location(self):
        """Return the address for a backend."""
        return f"https://127.0.0.1:{self.server_address[1]}"

    def break_answers(self, request, times):
        """Let TLS break once a request has reached the machine.

        :param request: bytes that such a request contains
        """
        self.broken, self.breaks = request, times

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self.shutdown()
        self.server_close()


class Pump(socketserver.BaseRequestHandler):
    """Serve one client: there and back until one side has enough."""

    def handle(self):
        try:
            client = self.server.context.wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return  # the client does not trust us
        self.breaking = False
        with client, socket.create_connection(self.server.target) as machine:
            back = threading.Thread(
                target=self.pump, args=(machine, client, self.answer), daemon=True
            )
            back.start()
            self.pump(client, machine, self.ask)
            back.join(timeout=5)

    def pump(self, source, target, send):
        """Copy until the source ends, then tell the target."""
        try:
            while data := source.recv(64 * 1024):
                send(target, data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # one side has gone; so does the other

    def ask(self, machine, data):
        front = self.server
        if front.breaks and front.broken in data:
            front.breaks -= 1
            self.breaking = True
        machine.sendall(data)

    def answer(self, client, data):
        if self.breaking:
            os.write(client.fileno(), NO_TLS)
        else:
            client.sendall(data)
