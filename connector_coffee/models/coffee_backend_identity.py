# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .. import const


class CoffeeBackend(models.Model):
    """What is odd about a machine that answers all the same."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    twin_note = fields.Char(
        string="Same Machine",
        compute="_compute_twin_note",
        compute_sudo=True,
        help="Another machine in Odoo that may be this one.",
    )

    def _doubts_about(self, machine, model_name):
        """Return what a person should look at.

        :param machine: ``rows.Machine``, read this moment
        :param model_name: what the model of such a machine contains
        :return: dict of key to message
        """
        doubts = {}
        if model_name.lower() not in machine.model.lower():
            doubts["version"] = _(
                "The machine says that it is a %(model)s. Is the field Version right?",
                model=machine.model,
            )
        if twin := self._twin_question(machine.external_id):
            doubts["twin"] = twin
        off = self._clock_is_off(machine) or 0
        if abs(off) > const.CLOCK_TOLERANCE:
            doubts["clock"] = _(
                "The clock of the machine is %(seconds)s seconds "
                "%(direction)s. %(remedy)s",
                seconds=round(abs(off)),
                direction=_("fast") if off > 0 else _("slow"),
                remedy=self._remedy_of_clock(),
            )
        return doubts

    def _remedy_of_clock(self):
        """Say what to correct when the clock of the machine is off."""
        with self.work_on(self._name) as work:
            if work.component(usage="backend.adapter")._tells_local_time:
                return _("Set it, or the field Time Zone.")
        return _("Set it.")

    @api.depends("active", "location", "serial", "cursor_ids.last_success")
    def _compute_twin_note(self):
        for backend in self:
            backend.twin_note = backend._twin_question(backend.serial)

    def _twin_question(self, serial):
        """Ask whether this is a machine that Odoo reads already.

        Only before the first import, and until a person has reviewed the checkpoint.

        :param serial: of this machine, empty if it is not known
        :return: str, empty if nothing is to be asked
        """
        if any(self.sudo().cursor_ids.mapped("last_success")):
            return ""
        twin, same = self._twin(serial)
        if not twin:
            return ""
        if self._is_another_than_its_twin():
            return ""
        known = twin.company_id in self.env.companies
        return _(
            "%(twin)s has the same %(same)s. Two of them count everything twice: if it "
            "is the same machine, archive one. If it is another one, press Test "
            "Connection and mark the checkpoint about it as reviewed; until then "
            "nothing is imported.",
            twin=twin.name if known else _("A machine of another company"),
            same=same,
        )

    def _is_another_than_its_twin(self):
        """Tell whether a person has said that this is not the machine of its twin."""
        reviewed = [
            ("backend_id", "=", self._origin.id),
            ("key", "=", "identity:twin"),
            ("reviewed_by_id", "!=", False),
        ]
        return bool(
            self.env["coffee.checkpoint"].sudo().search_count(reviewed, limit=1)
        )

    def _twin(self, serial):
        """Find another active machine with the same address or serial number.

        :param serial: of this machine, empty if it is not known
        :return: (``coffee.backend`` or empty, what is the same)
        """
        location = normal_address(self.location)
        others = self.sudo().search([("id", "not in", self._origin.ids)], order="id")
        if not self.active:
            return others.browse(), ""
        for other in others:
            if location and normal_address(other.location) == location:
                return other, _("address")
            if serial and other.serial == serial:
                return other, _("serial number")
        return others.browse(), ""

    def _check_twin(self):
        """Refuse an import while nobody has said whether it is the same machine.

        :raise UserError: says which other machine, and what to do
        """
        if question := self._twin_question(self.serial):
            raise UserError(
                _(
                    "%(machine)s was not imported. %(question)s",
                    machine=self.name,
                    question=question,
                )
            )

    @api.model
    def _clock_is_off(self, machine):
        """Return by how many seconds a clock is fast, ``None`` if it was not told.

        :param machine: ``rows.Machine``, read this moment
        """
        if not machine.clock:
            return None
        return (machine.clock - fields.Datetime.now()).total_seconds()

    def _ask_about(self, doubts):
        """Open a checkpoint for each doubt, close those that are over.

        :param doubts: dict of key to message
        """
        messages = {f"identity:{key}": text for key, text in doubts.items()}
        waiting = self.env["coffee.checkpoint"]._waiting(self, "identity:%")
        waiting.filtered(lambda checkpoint: checkpoint.key not in messages)._close()
        self._add_checkpoints(
            [{"key": key, "message": text} for key, text in messages.items()]
        )


def normal_address(location):
    """Return an address as it is compared with others, "" for none."""
    return (location or "").strip().rstrip("/").lower()
