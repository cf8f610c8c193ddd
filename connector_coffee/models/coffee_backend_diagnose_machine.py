# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import _, models

from .. import const
from ..client import CoffeeClient
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeError,
    CoffeeNoContactError,
    CoffeeRetryableError,
)


class CoffeeBackend(models.Model):
    """Whether the machine answers, and what its clock says."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def _lights_of_machine(self):
        """Ask the machine who it is, for two lights."""
        started = time.monotonic()
        try:
            machine, model_name = self._read_machine_soon()
        except CoffeeError as err:
            finding = _("It cannot be read while the machine cannot.")
            unread = self._light(_("Clock"), "unknown", finding)
            return [self._light_of_error(err), unread]
        seconds = max(time.monotonic() - started, 0.1)
        self._note_answer(True)
        if self.state == "misconfigured":
            self._note_now("ready")
        return [
            self._light_of_answer(machine, model_name, seconds),
            self._light_of_clock(machine),
        ]

    def _read_machine_soon(self):
        """Read the machine, for somebody who waits for it.

        Of one that does not introduce itself a row is read.

        :return: ``rows.Machine``, ``None`` if it does not introduce itself, and what
            the model of such a machine contains
        :raise CoffeeError: it cannot be read
        """
        authorities = self._ca_certificates()
        with CoffeeClient(self.env, authorities, const.POUR_TIMEOUT) as client:
            with self.work_on(self._name, client=client) as work:
                adapter = work.component(usage="backend.adapter")
                if adapter._name != "coffee.no.adapter":
                    return adapter.read_machine(), adapter._model_name
            for flow in self._importable_flows()[:1]:
                with self.work_on(flow, client=client) as work:
                    work.component(usage="backend.adapter").read_page(None, 1)
        return None, ""

    def _light_of_answer(self, machine, model_name, seconds):
        name = _("Machine")
        if not machine:
            finding = _(
                "It answers within %.1f seconds; machines of this version do not "
                "introduce themselves.",
                seconds,
            )
            return self._light(name, "good", finding)
        doubt = self._doubts_about(machine, model_name).get("version")
        if doubt:
            remedy = _("Choose the right version in the field Version.")
            return self._light(name, "attention", doubt, remedy)
        finding = _(
            "It answers within %(seconds).1f seconds: %(model)s, serial number "
            "%(serial)s.",
            seconds=seconds,
            model=machine.model,
            serial=machine.external_id,
        )
        return self._light(name, "good", finding)

    def _light_of_error(self, err):
        """Tell what is wrong with a machine that cannot be read."""
        remedy = _("Is it a machine of the version in the field Version?")
        if isinstance(err, CoffeeRetryableError):
            self._note_answer(False)
            remedy = _(
                "Switch the machine on. If it is on, a network or a firewall is in the "
                "way between the computer that Odoo runs on and %s.",
                self.location,
            )
        elif isinstance(err, CoffeeConfigurationError):
            self._note_now("misconfigured", str(err))
            remedy = _("Correct the field, then press Test Connection.")
        elif isinstance(err, CoffeeNoContactError):
            remedy = ""  # it says itself what to do
        return self._light(_("Machine"), "bad", str(err), remedy)

    def _light_of_clock(self, machine):
        """Compare clocks."""
        name = _("Clock")
        off = self._clock_is_off(machine) if machine else None
        if off is None:
            finding = _("This machine does not tell its time.")
            return self._light(name, "unknown", finding)
        finding = _(
            "It differs from Odoo's by %(seconds)s seconds; %(allowed)s are allowed.",
            seconds=round(abs(off)),
            allowed=const.CLOCK_TOLERANCE,
        )
        if abs(off) <= const.CLOCK_TOLERANCE:
            return self._light(name, "good", finding)
        fast = _("It is fast.") if off > 0 else _("It is slow.")
        remedy = f"{fast} {self._remedy_of_clock()}"
        return self._light(name, "attention", finding, remedy)
