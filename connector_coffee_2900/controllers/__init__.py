from . import coffee_webhook
