# what others inherit from comes first
from . import base
from . import adapter
from . import binder
from . import import_mapper
from . import record_importer
from . import batch_importer
from . import brew_import_mapper
from . import brew_record_importer
from . import product_product_import_mapper
from . import no_adapter
from . import res_partner_import_mapper
from . import res_partner_record_importer
