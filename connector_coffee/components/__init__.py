# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import base
from . import client
from . import adapter
from . import http_adapter
from . import binder
from . import mapper
from . import importer
from . import exporter
from . import listener
from . import product_product
from . import res_partner
from . import brew
from . import consumable
from . import order
