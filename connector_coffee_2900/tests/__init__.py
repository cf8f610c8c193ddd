from . import test_backend
from . import test_export_product
from . import test_import_brew
from . import test_import_consumable
from . import test_import_partner
from . import test_import_pipeline
from . import test_import_product
from . import test_jobs
