# what others inherit from comes first
from . import adapter
from . import machine
from . import product_product
from . import res_partner
from . import brew
from . import consumable
from . import order
