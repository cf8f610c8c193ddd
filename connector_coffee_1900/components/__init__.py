# what others inherit from comes first
from . import adapter
from . import brew_adapter
from . import brew_batch_importer
from . import brew_record_importer
from . import consumable_adapter
from . import file_adapter
from . import machine_adapter
from . import order_adapter
from . import product_product_adapter
