from . import coffee_1900_upload
from . import coffee_1900_upload_line
