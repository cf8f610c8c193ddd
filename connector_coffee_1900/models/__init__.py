from . import coffee_1900_counter
from . import coffee_1900_file
from . import coffee_backend
from . import coffee_flow
from . import queue_job
from . import res_config_settings
