# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, models
from odoo.tools.misc import babel_locale_parse, get_lang


class CoffeeBackend(models.Model):
    """The questions to ask when nothing happens, each answered by a traffic light."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def action_diagnose(self):
        """Look at the queue and at the machine right now, and show what is wrong."""
        self.ensure_one()
        diagnosis = self.env["coffee.diagnosis"].create({"backend_id": self.id})
        return diagnosis.action_diagnose()

    def _diagnose(self):
        """Look at everything.

        :return: list of dicts, the values of ``coffee.diagnosis.light``
        """
        self.ensure_one()
        return [light for name in self._lights() for light in getattr(self, name)()]

    def _lights(self):
        """Return the names of the methods that look, in the order of their lines.

        Each returns a list of lights, as ``_light`` makes them. An addon appends its
        own; one for a version asks ``_version_lineage()`` first.
        """
        return [
            "_light_of_server",
            "_light_of_runner",
            "_light_of_waiting_jobs",
            "_light_of_started_jobs",
            "_lights_of_machine",
            "_lights_of_cursors",
            "_light_of_settling",
        ]

    @api.model
    def _light(self, name, level, finding, remedy=""):
        """Return a light.

        :param name: what was looked at
        :param level: a value of ``coffee.diagnosis.light``'s field
        :param finding: what was found, with figures
        :param remedy: what to do, unless all is well
        """
        return {"name": name, "level": level, "finding": finding, "remedy": remedy}

    @api.model
    def _duration(self, seconds):
        """Return a number of seconds as people say it: "3 hours"."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(timedelta(seconds=int(seconds)), locale=locale)
