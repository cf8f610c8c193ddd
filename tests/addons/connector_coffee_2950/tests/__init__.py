from . import test_pour
from . import test_version
from . import test_webhook
