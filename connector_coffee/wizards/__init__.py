from . import coffee_pour
from . import coffee_pour_addition
from . import coffee_preview
from . import coffee_preview_flow
from . import coffee_preview_line
from . import coffee_diagnosis
from . import coffee_diagnosis_light
