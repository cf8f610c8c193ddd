"""A plugin of pytest: workers of pytest-xdist do not share a folder of attachments.

pytest-odoo gives each worker a database of its own, but all of them the folder of the
first: what one has not committed yet, the clean-up of another removes.
"""

import os
import shutil
from pathlib import Path

import pytest


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
