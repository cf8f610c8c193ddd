# what others inherit from comes first
from . import adapter
from . import record_adapter
from . import brew_adapter
from . import consumable_adapter
from . import machine_adapter
from . import product_product_adapter
from . import res_partner_adapter
