from . import test_version
