"""A plugin of pytest for the workers of pytest-xdist, each of which takes whole files.

They do not share a folder of attachments: pytest-odoo gives each a database of its own,
but all of them the folder of the first: what one has not committed yet, the clean-up of
another removes.
"""

import os
import shutil
from pathlib import Path

import pytest

# Files that take longest, from half a minute on. They begin first, so that no worker
# is left alone with one in the end.
LONG = (
    "test_buttons",
    "test_lifecycle",
    "test_pour_browser",
    "test_copies",
    "test_live_screens",
    "test_diagnose_server",
    "test_exactly_once",
    "test_pour_server_killed",
    "test_setup_tour",
    "test_demo",
    "test_demo_data",
    "test_export_2900",
    "test_misconfigured",
    "test_screens",
)


def pytest_collection_modifyitems(items):
    """Put the tests of long files in front; those of one file stay together."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    """Copy the folder for this worker; what is in it is never changed in place."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    from odoo.tools import config

    # pytest-odoo has put a mock in the place of the method
    common = Path(config.filestore.return_value)
    own = common.with_name(f"{common.name}-{worker}")
    if common.is_dir():
        shutil.copytree(common, own, copy_function=os.link, dirs_exist_ok=True)
    config.filestore.return_value = str(own)
    yield
    shutil.rmtree(own, ignore_errors=True)
