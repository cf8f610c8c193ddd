"""Serve django-htcpcp-tea, an HTCPCP server that we did not write, on a free port.

Runs in a virtual environment of its own; prints the port and serves until its
standard input ends, as it does when whoever started it is gone.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

FIXTURES = (
    "rfc_2324_additions",
    "rfc_7168_additions",
    "rfc_7168_teas",
    "demo_pots",
    "demo_forbidden_combinations",
)


class Handler(WSGIRequestHandler):
    """Serve without a word for every request."""

    def log_message(self, *arguments):
        pass


def configure() -> None:
    """Set Django up with a database in memory, and the pots of the demo in it."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        },
        INSTALLED_APPS=["django.contrib.sessions", "django_htcpcp_tea"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django_htcpcp_tea.middleware.HTCPCPTeaMiddleware",
        ],
        ROOT_URLCONF="django_htcpcp_tea.urls",
        SECRET_KEY="tests only",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
            }
        ],
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("loaddata", *FIXTURES, verbosity=0)


def end_with_standard_input() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    configure()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
