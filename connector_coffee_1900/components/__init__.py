from . import adapter
from . import machine
from . import product_product
from . import brew
from . import file
from . import consumable
from . import order
