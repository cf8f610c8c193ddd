from . import coffee_1900_upload
