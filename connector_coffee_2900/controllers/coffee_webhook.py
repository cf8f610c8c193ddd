# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, http
from odoo.http import request

from .. import const, push


class CoffeeWebhook(http.Controller):
    """Where machines push to: whoever cannot prove to be one is turned away."""

    @http.route(
        f"{const.WEBHOOK_PATH}/<int:backend_id>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=const.MAX_PUSH,
    )
    def receive(self, backend_id):
        """Take a push.

        :return: 204 taken; 413 too large; 404 for a machine that does not push here;
            401 not signed as agreed, too old, or taken already
        """
        return request.make_response("", status=self._status(backend_id))

    def _status(self, backend_id):
        """Take a push, and return the status to answer; cheap refusals come first."""
        size = request.httprequest.content_length
        # a body in chunks tells no size, and Odoo lets nobody read just a part of it
        if size is None or size > const.MAX_PUSH:
            return 413
        backend = request.env(user=SUPERUSER_ID)["coffee.backend"]
        backend = backend._webhook_receiver(backend_id)
        if not backend:
            return 404
        headers, body = request.httprequest.headers, request.httprequest.get_data()
        message = push.read(backend._webhook_secrets(), dict(headers), body)
        if message is None:
            return 401
        taken = backend._wake(headers["webhook-id"], message.get("type"))
        return 204 if taken else 401
