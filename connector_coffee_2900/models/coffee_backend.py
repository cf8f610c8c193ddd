# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

from .. import const, push


class CoffeeBackend(models.Model):
    """A machine that pushes: what it says carries no truth, it wakes imports."""

    _inherit = "coffee.backend"

    speaks_2900 = fields.Boolean(compute="_compute_speaks_2900")
    webhook_url = fields.Char(
        string="Pushes To",
        readonly=True,
        copy=False,
        help="Address in Odoo that the machine was told to push to.",
    )
    webhook_secret = fields.Char(groups=fields.NO_ACCESS, copy=False, exportable=False)
    webhook_old_secret = fields.Char(
        groups=fields.NO_ACCESS, copy=False, exportable=False
    )

    @api.model
    def _select_versions(self):
        return super()._select_versions() + [("2900", "Coffee 2900")]

    @api.depends("version")
    def _compute_speaks_2900(self):
        for backend in self:
            backend.speaks_2900 = const.VERSION in backend._version_lineage()

    def _say_registered(self, what):
        """Return the action that tells a person what these machines do now.

        :param what: str with a place for the address
        """
        lines = [f"{b.name} {what % b.webhook_url}." for b in self]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": " ".join(lines),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _register_webhook(self, secret):
        """Tell the machine where to push, and what to sign with.

        :param secret: empty for a new one
        """
        values = {
            "webhook_url": f"{self.get_base_url()}{const.WEBHOOK_PATH}/{self.id}",
            "webhook_secret": secret or push.new_secret(),
        }
        self.sudo().write(values)
        with self._errors_for_people(asks=True), self.work_on(self._name) as work:
            adapter = work.component(usage="backend.adapter")
            adapter.register_webhook(*values.values())

    def _webhook_secrets(self):
        """Return the secrets that a push may be signed with; for verification only."""
        backend = self.sudo()
        return list(filter(None, (backend.webhook_secret, backend.webhook_old_secret)))

    @api.model
    def _webhook_receiver(self, backend_id):
        """Return the machine that may push under an id, empty if there is none.

        What must not be contacted may not push either: not to a copy of the database.
        """
        if backend_id > const.MAX_ID:
            return self.browse()
        backend = self.sudo().search([("id", "=", backend_id)])
        return backend.filtered(lambda b: b.speaks_2900 and not b._why_no_contact())

    def _wake(self, message_id, kind):
        """Enqueue the import that a push asks for, unless one waits already.

        :param message_id: id of the push
        :param kind: type of the push; one that we do not know wakes nothing
        :return: False for a push that was taken already
        """
        if len(message_id) > const.MAX_MESSAGE_ID:
            return False
        if not self.env["coffee.webhook.message"].sudo()._take(self, message_id):
            return False
        for flow in self._flows():
            if kind in flow._adapter()._pushes:
                flow._wake()
        return True

    def action_register_webhook(self):
        """Tell the machine where to push, with the secret that it has, or a new one.

        :raise AccessError: the person may not change machines
        :raise UserError: the machine did not take it
        """
        self._check_may_change()
        for backend in self:
            backend._register_webhook(backend.sudo().webhook_secret)
        return self._say_registered(_("pushes to %s from now on"))

    def action_rotate_webhook_secret(self):
        """Give the machine a new secret; the one before stays good until the next.

        :raise AccessError: the person may not change machines
        :raise UserError: the machine did not take it
        """
        self._check_may_change()
        for backend in self:
            backend.sudo().webhook_old_secret = backend.sudo().webhook_secret
            backend._register_webhook(False)
        return self._say_registered(_("signs its pushes to %s with a new secret"))
