# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..exceptions import CoffeeError
from ..language import within_sentence


class CoffeeBackend(models.Model):
    """The flows of a machine, their cursors and runs."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    cursor_ids = fields.One2many("coffee.cursor", "backend_id", string="Cursors")
    sync_ids = fields.One2many("coffee.sync", "backend_id", string="Synchronisations")
    question = fields.Text(
        string="Stands Still",
        compute="_compute_question",
        compute_sudo=True,
        help="Why an import waits for somebody to say what happened to the machine.",
    )
    # whoever sees a machine sees how many there are
    sync_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Imports from this machine, each from its first page to its last.",
    )
    drink_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Drinks of this machine that Odoo knows.",
    )
    brew_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Brews of this machine that Odoo knows, poured or not.",
    )
    consumable_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="What of this machine is filled up from time to time.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Also make the cursors, so that no two first jobs make the same one."""
        backends = super().create(vals_list)
        for backend in backends:
            for model_name, _label in self._select_flows():
                backend._cursor_of(model_name)
        return backends

    def write(self, vals):
        """Also read names again when their language changes."""
        others = self.browse()
        if "default_lang_id" in vals:
            language = vals["default_lang_id"] or False
            others = self.filtered(lambda b: b.default_lang_id.id != language)
        result = super().write(vals)
        others._read_names_again()
        return result

    def _read_names_again(self):
        """Start the flows over whose names Odoo keeps in several languages."""
        translated = [
            flow
            for flow, _label in self._select_flows()
            if (name := self.env[flow]._fields.get("name")) and name.translate
        ]
        for backend in self:
            cursors = backend.sudo().cursor_ids
            cursors.filtered(lambda c: c.flow in translated).position = False
            if backend.active and backend.confirmed_at:
                for flow in backend._importable_or_none(translated):
                    backend._enqueue_import(flow)

    def _importable_or_none(self, flows):
        """Return those of some flows that the machine gives, as far as it is known."""
        try:
            return [flow for flow in flows if self._can_import(flow)]
        except CoffeeError:
            return []  # its next job says what is wrong

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_records(self):
        """Refuse to delete a machine that has sold, or has drinks or badges.

        :raise UserError: says to archive it
        """
        for backend in self.sudo():
            if backend._has_records():
                raise UserError(
                    _(
                        "%s cannot be deleted: Odoo has its sales, drinks or badges. "
                        "Archive it instead (Action > Archive); what it has sold "
                        "stays.",
                        backend.name,
                    )
                )

    @api.depends("cursor_ids.question")
    def _compute_question(self):
        for backend in self:
            questions = backend.cursor_ids.filtered("question").mapped("question")
            backend.question = "\n".join(questions)

    def _compute_counts(self):
        for field_name, model_name in (
            ("sync_count", "coffee.sync"),
            ("drink_count", "coffee.product.product"),
            ("brew_count", "coffee.brew"),
            ("consumable_count", "coffee.consumable"),
        ):
            groups = self.env[model_name]._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
            )
            counts = {backend.id: count for backend, count in groups}
            for backend in self:
                backend[field_name] = counts.get(backend.id, 0)

    @api.model
    def _select_flows(self):
        """Return the flows: binding models, and how people call what is in them."""
        return [
            ("coffee.product.product", _("Drinks")),
            ("coffee.res.partner", _("Badge holders")),
            ("coffee.brew", _("Brews")),
            ("coffee.consumable", _("Levels and faults")),
        ]

    def _flow_in_words(self, model_name):
        """Return what people call a flow in the middle of a sentence."""
        return within_sentence(self.env, dict(self._select_flows())[model_name])

    def _can_import(self, model_name):
        """Tell whether this machine gives the records of a flow."""
        work = self._components_on(model_name)
        return work.component(usage="backend.adapter")._can_import

    def action_import_now(self):
        """Enqueue an import of every flow that the machine has.

        :raise AccessError: the person may not change machines
        :raise UserError: the machine is not configured well, or may be one that Odoo
            reads already; says so
        """
        self._check_may_change()
        for backend in self:
            backend._check_twin()
            with backend._errors_for_people(asks=True):
                backend._check_workable()
                for model_name, _label in self._select_flows():
                    if backend._can_import(model_name):
                        backend._enqueue_import(model_name)
                        backend._hasten_import(model_name)
        return True

    def action_machine_replaced(self):
        """Say that another machine stands there, for the flows that stand still.

        :raise AccessError: the person may not change machines
        :raise UserError: no flow stands still, or an import is at work
        """
        self._flows_in_question().action_machine_replaced()
        return True

    def action_same_machine(self):
        """Say that it is the same machine, for the flows that stand still.

        :raise AccessError: the person may not change machines
        :raise UserError: no flow stands still, or an import is at work
        """
        self._flows_in_question().action_same_machine()
        return True

    def _flows_in_question(self):
        self._check_may_change()
        cursors = self.cursor_ids.filtered("question")
        if not cursors:
            raise UserError(_("No import of this machine stands still."))
        return cursors

    def _enqueue_import(self, model_name):
        """Enqueue a job for the next page of a flow, unless one waits already."""
        self.env[model_name].with_delay(
            description=self._describe_import(model_name),
            identity_key=self._import_key(model_name),
            # a machine may be off for days; its one job goes on trying
            max_retries=0,
        ).import_page(self)

    def _wake_import(self, model_name):
        """Enqueue an import by itself, unless a person has to correct something first.

        What fails again and again would make a failed job each time.
        """
        if not self.env["coffee.sync"]._waits_for_correction(self, model_name):
            self._enqueue_import(model_name)

    def _import_key(self, model_name):
        return f"coffee.import:{self.id}:{model_name}"

    def _hasten_import(self, model_name):
        """Let a job that waits to try again do so at once."""
        key = self._import_key(model_name)
        jobs = self.env["queue.job"].sudo()
        jobs.search(
            [
                ("identity_key", "=", key),
                ("state", "=", "pending"),
                ("eta", "!=", False),
            ]
        ).write({"eta": False})

    def _describe_import(self, model_name):
        """Return how a job is called: "Kitchen 2: import brews after 9182"."""
        names = {"machine": self.name, "flow": self._flow_in_words(model_name)}
        position = self._cursor_of(model_name).position or ""
        if position.isdigit():
            return _(
                "%(machine)s: import %(flow)s after %(position)s",
                position=position,
                **names,
            )
        if position:
            # an opaque cursor tells a person nothing
            return _("%(machine)s: import new %(flow)s", **names)
        return _("%(machine)s: import %(flow)s", **names)

    def _cursor_of(self, model_name):
        """Return the cursor of a flow, for one added after the machine a new one."""
        self.ensure_one()
        cursors = self.env["coffee.cursor"].sudo()
        cursor = cursors.search(
            [("backend_id", "=", self.id), ("flow", "=", model_name)]
        )
        return cursor or cursors.create({"backend_id": self.id, "flow": model_name})
