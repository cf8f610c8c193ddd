from . import product_product_adapter
