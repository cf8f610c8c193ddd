# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`/webhook`: where to push."""

from ..exchange import Request, Response, json_response
from .bodies import WebhookTarget, read_body
from .routing import route
from .webhook import Target


class PushRoutes:
    """Let a client say where it wants to be woken; a part of `Coffee2900`."""

    @route("PUT", "/webhook")
    def put_webhook(self, request: Request) -> Response:
        """Push there from now on; the secret is never shown again."""
        body = read_body(request, WebhookTarget)
        self.webhook.target = Target(body.url, body.secret)
        self.dirty = True
        return json_response({"url": body.url})

    @route("DELETE", "/webhook")
    def delete_webhook(self, request: Request) -> Response:
        """Push nowhere from now on."""
        self.webhook.target = None
        self.dirty = True
        return Response(204)
