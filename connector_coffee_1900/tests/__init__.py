from . import test_import_brew
