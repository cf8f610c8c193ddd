# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""An HTTP server on a loopback socket, one thread for each connection.

It brings a request to its machine and the answer back, and on the way breaks
what the machine's faults say. `http.server` parses; the bytes are ours.
"""

import contextlib
import math
import socket
import threading
from collections import deque
from collections.abc import Callable

from .connection import Connection
from .exchange import Request, Response
from .faults import Faults
from .moments import moment

REQUESTS_KEPT = 20000
BACKLOG = 128
GRACE = 0.05  # seconds; who has just got his answer may come again at once
PAUSE_TICK = 0.005  # seconds between two looks whether to listen again


class Server:
    """Listen, and hand each request to `handle`.

    :param handle: callable that turns a `Request` into a `Response`
    :param port: 0 lets the system choose; read `port` after `start`
    :param keep_alive: whether a connection serves more than one request
    :ivar when_busy: None, or, for a machine that serves one client at a time,
        what the others meet: 503 (the answer of `busy`), reset, refuse
        (nobody listens) or wait
    """

    def __init__(
        self,
        handle: Callable[[Request], Response],
        host: str = "127.0.0.1",
        port: int = 0,
        keep_alive: bool = True,
    ):
        self.handle = handle
        self.host = host
        self.port = port
        self.keep_alive = keep_alive
        self.when_busy: str | None = None
        self.busy: Callable[[Request], Response] = lambda request: Response(503)
        self.faults = Faults()
        self.requests: deque[Request] = deque(maxlen=REQUESTS_KEPT)
        self.stopping = threading.Event()
        self._turn = threading.Lock()
        self._listener: socket.socket | None = None
        self._deaf_until = math.inf  # moment() at which to listen again
        self._acceptor: threading.Thread | None = None
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()

    def start(self) -> None:
        """Listen; the port is open when this returns."""
        self.stopping.clear()
        self.pick_up()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """Close every socket and wait for every thread."""
        self.stopping.set()
        self.hang_up()
        if self._acceptor:
            self._acceptor.join(timeout=5)
        with self._guard:
            connections = dict(self._connections)
        for sock in connections:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RD)  # answers under way may still leave
        for sock, thread in connections.items():
            thread.join(timeout=1)
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=4)

    @property
    def open_connections(self) -> int:
        """Return how many clients are connected, those included that have gone."""
        return len(self._connections)

    def hang_up(self, seconds: float = math.inf) -> None:
        """Stop listening for a while: whoever connects now is refused."""
        with self._guard:
            self._deaf_until = moment() + seconds
            listener, self._listener = self._listener, None
        if listener:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            listener.close()

    def pick_up(self) -> None:
        """Listen again, on the same port; when this returns, it is open."""
        with self._guard:
            if self._listener is None and not self.stopping.is_set():
                self._listener = socket.create_server(
                    (self.host, self.port), backlog=BACKLOG
                )
                self.port = self._listener.getsockname()[1]

    def serve(self, connection: Connection) -> None:
        """Serve one request of a connection whose head has been read."""
        request = Request(
            connection.command, connection.path, connection.headers, moment()
        )
        self.requests.append(request)
        if self.when_busy is None:
            self._answer(connection, request)
        elif self._turn.acquire(timeout=-1 if self.when_busy == "wait" else GRACE):
            try:
                if self.when_busy == "refuse":
                    self.hang_up()
                self._answer(connection, request)
            finally:
                self._turn.release()
                if self.when_busy == "refuse":  # no answer was sent
                    self.pick_up()
        else:
            self._turn_away(connection, request)

    def _answer(self, connection: Connection, request: Request) -> None:
        """Read the body, let the machine answer, send; break what is to break."""
        faults = self.faults.take(request.method, request.target)
        if "refuse" in faults:
            self.hang_up(faults["refuse"].seconds)
        if "drop" in faults or "refuse" in faults:
            return connection.reset()
        request.body = connection.read_body()
        if "delay" in faults:
            self.stopping.wait(faults["delay"].seconds)
        if "status" in faults:
            fault = faults["status"]
            response = Response(fault.status, dict(fault.headers), fault.body)
        else:
            response = self.handle(request)
        if "gateway" in faults:
            fault = faults["gateway"]
            response = Response(fault.status, dict(fault.headers), fault.body)
        if "hang" in faults:
            self.stopping.wait(faults["hang"].seconds)
        if "drop_answer" in faults or "hang" in faults:
            return connection.reset()
        request.status = response.status
        if "garble" in faults:
            response.body = faults["garble"].garbled(response.body)
        if self.when_busy == "refuse":  # who has his answer may come again at once
            self.pick_up()
        if fault := faults.get("trickle") or faults.get("trickle_body"):
            connection.trickle(response, fault.seconds, "trickle" in faults)
        else:
            connection.send(response, torn="tear" in faults, cut="cut" in faults)

    def _turn_away(self, connection: Connection, request: Request) -> None:
        """Answer that somebody else is being served, or hang up."""
        if self.when_busy != "503":
            return connection.reset()
        request.body = connection.read_body()
        response = self.busy(request)
        request.status = response.status
        connection.send(response)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            listener = self._listener
            if listener is None:
                self.stopping.wait(PAUSE_TICK)
                if moment() >= self._deaf_until:
                    self.pick_up()
                continue
            try:
                sock, address = listener.accept()
            except OSError:  # hung up meanwhile
                continue
            thread = threading.Thread(
                target=self._connect, args=(sock, address), daemon=True
            )
            with self._guard:
                self._connections[sock] = thread
                thread.start()

    def _connect(self, sock: socket.socket, address) -> None:
        """Serve one connection until either side closes it."""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            Connection(sock, address, self)
        except OSError:
            pass  # the client went away: nothing to tell
        finally:
            with self._guard:
                self._connections.pop(sock, None)
            sock.close()
