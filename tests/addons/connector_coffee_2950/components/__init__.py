from . import order_adapter
from . import product_product_adapter
