from . import test_version
from . import test_webhook
