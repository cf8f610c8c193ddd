# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Switches for what goes wrong between a client and a machine.

    machine.faults.add(Fault("status", path="/brews", status=503, times=2))

The kinds, and whether the request still took effect on the machine:

=============  ======  =====================================================
kind           effect  what the client meets
=============  ======  =====================================================
`delay`        yes     the answer, `seconds` later
`drop`         no      the connection is reset before the body is read
`drop_answer`  yes     the connection is reset instead of an answer
`hang`         yes     nothing for `seconds`, then the connection closes
`tear`         yes     the connection is reset in the middle of the head
`cut`          yes     the whole head, half of the body that it promised
`trickle`      yes     head and body, `seconds` between two bytes
`trickle_body` yes     the head at once, `seconds` between two bytes of the body
`garble`       yes     the answer with `replace` put for what `find` matches
`status`       no      `status`, `headers` and `body`
`gateway`      yes     the same, from something between instead of the answer
`refuse`       no      reset, and for `seconds` nobody listens on the port
=============  ======  =====================================================

So "it pours, and then times out" is `hang` on the order's path.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = (
    "delay",
    "drop",
    "drop_answer",
    "hang",
    "tear",
    "cut",
    "trickle",
    "trickle_body",
    "garble",
    "status",
    "gateway",
    "refuse",
)


@dataclass
class Fault:
    """Say what goes wrong, with which requests, and how often.

    :param method: only that method; None: any
    :param path: regular expression, searched in path and query
    :param times: so many requests, then the fault is gone; None: for ever
    :param after: so many matching requests are served first
    :param seconds: for `delay`, `hang`, `refuse` and the trickles
    :param status, headers, body: for `status` and `gateway`
    :param find, replace: for `garble`: regular expression and bytes; what it
        finds in the body is replaced, `find` empty: the first half
    """

    kind: str
    method: str | None = None
    path: str = ""
    times: int | None = 1
    after: int = 0
    seconds: float = 0.0
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    find: bytes = b""
    replace: bytes = b"\x00\xff\xfe"

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}, use one of {KINDS}")
        if isinstance(self.body, str):
            self.body = self.body.encode()

    def matches(self, method: str, target: str) -> bool:
        """Tell whether the fault is meant for such a request."""
        return self.method in (None, method) and bool(re.search(self.path, target))

    def garbled(self, body: bytes) -> bytes:
        """Return the body with its bytes replaced."""
        if self.find:
            return re.sub(self.find, lambda _match: self.replace, body)
        return self.replace + body[len(body) // 2 :]


class Faults:
    """The faults that are switched on, by the order in which they were added."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; keep the result to remove it."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Switch a fault off; one that is used up already is no error."""
        with self._lock:
            self._faults = [other for other in self._faults if other is not fault]

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._faults.clear()

    def __len__(self):
        return len(self._faults)

    def take(self, method: str, target: str) -> dict[str, Fault]:
        """Return the faults for this request by kind, and count them down."""
        taken: dict[str, Fault] = {}
        with self._lock:
            for fault in list(self._faults):
                if fault.kind in taken or not fault.matches(method, target):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                taken[fault.kind] = fault
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
        return taken
