# what others inherit from comes first
from . import adapter
from . import brew_adapter
from . import machine_adapter
from . import order_adapter
from . import product_product_adapter
