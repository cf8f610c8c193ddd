# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import coffee_binding
from . import coffee_backend
from . import coffee_backend_dashboard
from . import coffee_flow
from . import coffee_sync
from . import coffee_checkpoint
from . import coffee_removal
from . import coffee_product_product
from . import coffee_res_partner
from . import coffee_brew
from . import coffee_consumable
from . import coffee_order
from . import coffee_busy_watch
from . import product
from . import res_partner
from . import res_currency
from . import queue_job
from . import res_config_settings
from . import ir_http
from . import ir_websocket
