from . import test_import_brew
from . import test_import_product
