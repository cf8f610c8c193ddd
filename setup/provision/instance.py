"""One Odoo series, ready to run: interpreter, source, addons, environment."""

import json
import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from . import cache, port, postgres, python
from .console import call
from .odoo_source import Source
from .requirements import ADDONS, TEST_ADDONS

MACHINES = Path("tests", "machines")  # a package of its own, the simulated machines


class Instance(NamedTuple):
    """What it takes to start Odoo.

    :param source: the Odoo tree
    :param interpreter: of the virtual environment of this series
    :param addons: the folder that holds our addons, in this series' form
    :param variables: the ``PG*`` variables of the database server
    :param wide: also has the addons that only tests need, which stand for those
        of third parties
    :param beside: names of addons of Odoo that are installed too, all of them and
        ours with demonstration data
    """

    source: Source
    interpreter: Path
    addons: Path
    variables: dict[str, str]
    wide: bool = False
    beside: tuple[str, ...] = ()

    @property
    def series(self) -> str:
        return self.source.series

    @classmethod
    def current(cls) -> "Instance":
        """Return the instance in whose environment this process is."""
        text = os.environ["COFFEE_INSTANCE"]
        series, path, origin, interpreter, addons, wide = json.loads(text)
        source = Source(series, Path(path), origin)
        variables = {key: os.environ[key] for key in os.environ if key.startswith("PG")}
        return cls(source, Path(interpreter), Path(addons), variables, wide)

    def environment(self) -> dict[str, str]:
        """Return the environment of an Odoo process.

        On the path are Odoo, first, for the wheels of OCA addons bring a namespace
        package ``odoo`` of their own; this package, the simulated machines, the tests.
        """
        own = [cache.REPOSITORY / name for name in ("setup", "tests", MACHINES)]
        found = (*self.source, self.interpreter, self.addons)
        return {
            **os.environ,
            **self.variables,
            "PYTHONPATH": os.pathsep.join(map(str, [self.source.path, *own])),
            "PYTHONDONTWRITEBYTECODE": "1",
            "COFFEE_INSTANCE": json.dumps([*map(str, found), self.wide]),
        }

    def configuration(
        self, name: str, sections: dict | None = None, **options: object
    ) -> Path:
        """Write a configuration file of Odoo.

        :param name: file name, without suffix
        :param sections: sections that addons read, each a dict of options
        :param options: of Odoo, beside the ones that are always the same
        """
        own = self.source.path / "addons"  # a git checkout has two folders of addons
        tests = [self.test_addons] if self.wide else []
        places = [*([own] if own.is_dir() else []), self.addons, *tests]
        options = {
            "addons_path": ",".join(map(str, places)),
            "data_dir": cache.folder("data", self.series),
            "server_wide_modules": "base,web,queue_job",
            "list_db": False,
            "admin_passwd": os.urandom(16).hex(),
            "http_interface": "127.0.0.1",
            "workers": 0,
            "max_cron_threads": 0,
            **options,
        }
        text = ""
        for section, values in {"options": options, **(sections or {})}.items():
            lines = [f"{key} = {value}\n" for key, value in values.items()]
            text += f"[{section}]\n{''.join(lines)}\n"
        path = cache.folder("run") / f"{name}.conf"
        cache.write(path, text)
        return path

    @property
    def test_addons(self) -> Path:
        """Return the folder of the addons that only tests need."""
        return self.addons / TEST_ADDONS

    def addon_names(self) -> list[str]:
        """Name our addons, in the order of their dependencies."""
        return [name for name in ADDONS if (self.addons / name).is_dir()]

    def test_addon_names(self) -> list[str]:
        """Name the addons that only tests need."""
        found = self.test_addons.glob("*/__manifest__.py")
        return sorted(path.parent.name for path in found)

    def start(
        self, *arguments: object, program: str = "odoo", **options
    ) -> subprocess.Popen:
        """Start Odoo.

        :param program: the module of Python that is Odoo
        :param options: of ``subprocess.Popen``
        """
        command = [self.interpreter, "-m", program, *map(str, arguments)]
        options = {"env": self.environment(), "cwd": "/", **options}
        return subprocess.Popen(command, **options)

    def run(self, database: str, *arguments: object, complaint: str, **options) -> str:
        """Run Odoo on a database until it ends; return its log.

        :param arguments: a command of Odoo comes first
        :param options: of ``console.call``
        """
        given = (f"--config={self.configuration(database)}", f"--database={database}")
        command = [self.interpreter, "-m", "odoo", arguments[0], *given, *arguments[1:]]
        options = {"env": self.environment(), "cwd": "/", **options}
        return call([*command, "--no-http"], complaint, **options)

    def inside(self, module: str, *arguments: str, **variables: str) -> int:
        """Run a module of this package where Odoo, its libraries and the machines are.

        :param variables: for its environment, beside ours
        :return: its exit status
        """
        command = [self.interpreter, "-m", f"provision.{module}", *arguments]
        with subprocess.Popen(command, env=self.environment() | variables) as process:
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for it
            try:
                return process.wait()
            finally:
                process.terminate()
                signal.signal(signal.SIGINT, before)


def prepare(source: Source, variables: dict[str, str]) -> Instance:
    """Get ready what a series needs, but for a database.

    :param variables: of the database server
    """
    interpreter = python.for_odoo(source)
    return Instance(source, interpreter, port.addons(source, interpreter), variables)


@contextmanager
def ready(source: Source):
    """Give an instance whose database server runs while the block runs."""
    with postgres.server() as variables:
        yield prepare(source, variables)
