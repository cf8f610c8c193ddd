"""The two runners: pytest, and Odoo's own."""

import os
import shutil
import subprocess
from pathlib import Path

from . import cache, database, results, server
from .console import say
from .instance import Instance
from .requirements import ADDONS, TEST_ADDONS
from .results import Results

CONFIGURATION = cache.REPOSITORY / ".pytest.ini"
NO_JOB_RUNNER = {"queue_job": {"channels": "root:0"}}
TAIL = 4000  # characters of a log
MOST_WORKERS = 4  # each keeps an Odoo of some 300 MiB in memory


def run_pytest(
    instance: Instance, arguments: list[str], campaign: float = 0
) -> Results:
    """Run pytest in a new database, and where all is run on every core.

    :param campaign: run the tests that are marked so, with this share of their
        repetitions; 0: run every test, with few of them
    """
    title = f"{name(instance)}, {'campaign' if campaign else 'pytest'}"
    report = cache.folder("run") / f"{title}.xml"
    report.unlink(missing_ok=True)
    say(f"\n{title}")
    with database.temporary(instance, "test") as test_database:
        configuration = instance.configuration(test_database, sections=NO_JOB_RUNNER)
        done = subprocess.run(
            [
                *(instance.interpreter, "-m", "pytest"),
                *("-c", CONFIGURATION, f"--rootdir={cache.REPOSITORY}"),
                *("--odoo-http", f"--odoo-config={configuration}"),
                *(f"--odoo-database={test_database}", f"--junitxml={report}"),
                *(("-m", "campaign") if campaign else ()),
                *arguments,
            ],
            cwd=cache.REPOSITORY,
            env={
                **instance.environment(),
                "COFFEE_CAMPAIGN": str(campaign),
            },
        )
    return results.of_pytest(title, report, done.returncode)


def run_odoo(instance: Instance) -> Results:
    """Run the tests of addons in a new database, with ``--test-enable``."""
    title = f"{name(instance)}, Odoo's runner"
    modules = instance.addon_names()
    if instance.wide:
        modules = instance.test_addon_names()
    say(f"\n{title}")
    with database.temporary(instance, "test") as test_database:
        port = server.free_port()
        process = instance.start(
            f"--config={instance.configuration(test_database, http_port=port)}",
            f"--database={test_database}",
            f"--update={','.join(modules)}",
            f"--test-tags={','.join(f'/{module}' for module in modules)}",
            "--stop-after-init",
            cwd=cache.REPOSITORY,  # as with pytest
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output = process.communicate()[0]
    log = cache.folder("log") / f"{title}.log"
    log.write_text(output)
    found = results.of_odoo(title, output, process.returncode)
    if found.failed:
        say(f"{output[-TAIL:]}\nThe whole log is in {log}.")
    return found


def name(instance: Instance) -> str:
    """Return what people call an instance."""
    if instance.beside:
        return f"{instance.series} beside {', '.join(instance.beside)}"
    return f"{instance.series} with others" if instance.wide else instance.series


def targets(instance: Instance, arguments: list[str]) -> list[str]:
    """Return the arguments for pytest on an instance.

    Paths point at its addons, in the form of its series. Arguments that name no
    path get all tests of the instance.

    :return: empty if all paths are of the other instance
    """
    found = {argument: locate(instance, argument) for argument in arguments}
    options = [argument for argument, place in found.items() if place is None]
    named = [place for place in found.values() if place is not None]
    if named:
        own = [place for place in named if is_wide(instance, place) == instance.wide]
        return [*options, *own] if own else []
    return [*options, *distribution(instance), *everything(instance)]


def distribution(instance: Instance) -> list[str]:
    """Return the options that spread files of tests over the cores.

    Each worker gets a database of its own, which takes PostgreSQL's own commands.
    """
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    path = instance.variables.get("PATH")
    if workers < 2 or instance.wide or not shutil.which("createdb", path=path):
        return []
    return [
        *(f"--numprocesses={workers}", "-pprovision.workers"),
        *("--dist=loadfile", "--no-loadscope-reorder"),
    ]


def everything(instance: Instance) -> list[str]:
    """Return where the tests of an instance are."""
    if instance.wide:
        return [str(instance.test_addons)]
    own = [instance.addons / addon / "tests" for addon in instance.addon_names()]
    if instance.beside:
        return [*map(str, own)]
    tests = cache.REPOSITORY / "tests"
    skipped = cache.REPOSITORY / TEST_ADDONS
    return [str(tests), *map(str, own), f"--ignore={skipped}"]


def locate(instance: Instance, argument: str) -> str | None:
    """Return where the tests that an argument names are for an instance.

    :return: None for an argument that is no path in the checkout
    """
    path, mark, rest = argument.partition("::")
    place = Path(path).resolve()
    if argument.startswith("-") or not place.exists():
        return None
    if not place.is_relative_to(cache.REPOSITORY):
        return None
    relative = place.relative_to(cache.REPOSITORY)
    is_ported = relative.parts[0] in ADDONS or relative.is_relative_to(TEST_ADDONS)
    root = instance.addons if is_ported else cache.REPOSITORY
    return f"{root / relative}{mark}{rest}"


def is_wide(instance: Instance, place: str) -> bool:
    """Tell whether tests are of the addons that only tests need."""
    return Path(place).is_relative_to(instance.test_addons)
