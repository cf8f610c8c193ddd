from . import coffee_pour
from . import coffee_pour_addition
