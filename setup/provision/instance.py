"""One Odoo series, ready to run: interpreter, source, addons, environment."""

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from . import cache
from .odoo_source import Source

TEST_ADDONS = Path("tests", "addons")
MACHINES = Path("tests", "machines")  # a package of its own, the simulated machines
ADDONS = ("connector_coffee", "connector_coffee_1900", "connector_coffee_2900")


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

    def describe(self) -> str:
        """Return the instance as text, for the environment of the tests."""
        found = (*self.source, self.interpreter, self.addons)
        return json.dumps([*map(str, found), self.wide])

    @classmethod
    def described(cls, text: str) -> "Instance":
        """Return the instance that a text describes, with the ``PG*`` that are set."""
        series, path, origin, interpreter, addons, wide = json.loads(text)
        source = Source(series, Path(path), origin)
        variables = {key: os.environ[key] for key in os.environ if key.startswith("PG")}
        return cls(source, Path(interpreter), Path(addons), variables, wide)

    def environment(self) -> dict[str, str]:
        """Return the environment of an Odoo process.

        The source tree goes first on the path: the wheels of OCA addons bring a
        namespace package ``odoo`` of their own.
        """
        return {
            **os.environ,
            **self.variables,
            "PYTHONPATH": os.pathsep.join(map(str, self.import_path())),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def import_path(self) -> list[Path]:
        """Return where Python finds Odoo, the simulated machines, and this package."""
        own = ("setup", "tests", MACHINES)
        return [self.source.path, *(cache.REPOSITORY / name for name in own)]

    def configuration(
        self, name: str, sections: dict | None = None, **options: object
    ) -> Path:
        """Write a configuration file of Odoo.

        :param name: file name, without suffix
        :param sections: sections that addons read, each a dict of options
        :param options: options of Odoo beside the ones that are always the same
        """
        data = cache.folder("data", self.series)
        options = {
            "addons_path": ",".join(map(str, self.addons_path())),
            "data_dir": data,
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

    def addons_path(self) -> list[Path]:
        """Return the folders that Odoo has to look for addons in."""
        own = self.source.path / "addons"  # a git checkout has two folders of addons
        tests = [self.test_addons] if self.wide else []
        return [*([own] if own.is_dir() else []), self.addons, *tests]

    @property
    def test_addons(self) -> Path:
        """Return the folder of the addons that only tests need."""
        return self.addons / TEST_ADDONS

    def addon_names(self) -> list[str]:
        """Name our addons, in the order of their dependencies."""
        return [name for name in ADDONS if (self.addons / name).is_dir()]

    def test_addon_names(self) -> list[str]:
        """Name the addons that only tests need."""
        return sorted(
            path.parent.name for path in self.test_addons.glob("*/__manifest__.py")
        )

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
