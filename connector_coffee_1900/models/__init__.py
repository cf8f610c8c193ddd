from . import coffee_1900_counter
from . import coffee_backend
