# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..database import try_lock_to_write
from ..exceptions import CoffeeConfigurationError, CoffeeError
from ..own_transaction import own_transaction

SILENT = ("never_contacted", "unreachable", "misconfigured")  # until an answer


class CoffeeBackend(models.Model):
    """A coffee machine: the collection of all components of the connector."""

    _name = "coffee.backend"
    _inherit = ["connector.backend", "mail.thread"]
    _description = "Coffee Machine"
    _order = "name, id"
    _check_company_auto = True

    # what the old framework called the type of a backend is the collection now
    _backend_type = _name

    name = fields.Char(
        required=True, tracking=True, help="What people call it, or where it stands."
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="An archived machine is left alone; what it has sold stays.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Whose machine it is; others do not see it.",
    )
    # the set-up asks for it: a copy has none, for it is another machine
    location = fields.Char(
        tracking=True,
        copy=False,
        help="Address of the machine, for example http://192.0.2.7:8080.",
    )
    username = fields.Char(
        string="User",
        groups="connector.group_connector_manager",
        help="As it was set up on the machine; empty where it asks for none.",
    )
    password = fields.Char(
        compute="_compute_password",
        inverse="_inverse_password",
        groups="connector.group_connector_manager",
        copy=False,
        exportable=False,
        help="Can be set, and is never shown.",
    )
    secret = fields.Char(groups=fields.NO_ACCESS, copy=False, exportable=False)
    default_lang_id = fields.Many2one(
        "res.lang",
        string="Language",
        help="Names are read from the machine in this language.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Where the machine stands; matters for machines that know no time zones.",
    )
    conflict_policy = fields.Selection(
        [("odoo", "Odoo wins"), ("machine", "Machine wins"), ("ask", "Ask")],
        string="On Conflict",
        default="ask",
        required=True,
        help="Who wins when a record was changed in Odoo and on the machine.",
    )
    state = fields.Selection(
        [
            ("never_contacted", "Never contacted"),
            ("ready", "Ready"),
            ("brewing", "Brewing"),
            ("attention", "Needs attention"),
            ("unreachable", "Unreachable"),
            ("misconfigured", "Misconfigured"),
        ],
        string="Status",
        default="never_contacted",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="What the machine said of itself the last time.",
    )
    error = fields.Char(
        string="What to Correct",
        readonly=True,
        copy=False,
        help="Why the machine cannot work before somebody corrects something.",
    )
    corrected_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When its settings were saved or tested the last time: what had failed "
        "before is tried again at once.",
    )
    confirmed_at = fields.Datetime(
        string="Connected Since",
        readonly=True,
        copy=False,
        help="When the machine answered for the first time.",
    )
    machine_model = fields.Char(
        string="Model", readonly=True, copy=False, help="As the machine tells it."
    )
    serial = fields.Char(
        string="Serial Number",
        readonly=True,
        copy=False,
        help="As the machine tells it.",
    )
    firmware = fields.Char(
        readonly=True, copy=False, help="The machine's own software."
    )

    def copy_data(self, default=None):
        """Call a copy by another name."""
        data_list = super().copy_data(default)
        for backend, values in zip(self, data_list, strict=True):
            if "name" not in (default or {}):
                values["name"] = _("%s (copy)", backend.name)
        return data_list

    def write(self, vals):
        """Also check the rules on what was written, and that sales keep their company.

        A machine whose settings were saved gets another chance.

        :raise AccessError: the machine would get to a company of others
        :raise UserError: the company of a machine that has records would change
        """
        if "company_id" in vals:
            self._check_company_stays(vals["company_id"])
        wrong = self.browse()
        if not self._settings().isdisjoint(vals):
            wrong = self.filtered(lambda backend: backend.state == "misconfigured")
            vals = {**vals, "corrected_at": fields.Datetime.now()}
        result = super().write(vals)
        self.check_access_rule("write")
        for backend in wrong:
            backend._set_state("ready" if backend.confirmed_at else "never_contacted")
        return result

    def _check_company_stays(self, company_id):
        """Refuse another company: what was sold would change its currency.

        :raise UserError: says what to do instead
        """
        for backend in self.sudo():
            if backend.company_id.id != company_id and backend._has_records():
                raise UserError(
                    _(
                        "Field Company: %s has records of this company already. "
                        "Archive it, and connect it anew for the other company.",
                        backend.name,
                    )
                )

    def _has_records(self):
        """Tell whether anything in Odoo is tied to this machine."""
        names = [*dict(self._select_flows()), "coffee.order"]
        ours = [("backend_id", "=", self.id)]
        return any(
            self.env[name].with_context(active_test=False).search_count(ours, limit=1)
            for name in names
        )

    def _compute_password(self):
        """Show nothing: a password can be set, never read."""
        self.password = False

    def _inverse_password(self):
        for backend in self:
            backend.sudo().secret = backend.password
        # what was just typed must not be read back from the cache
        self.invalidate_recordset(["password"])

    def _credentials(self):
        """Return user name and password, "" where there is none; for adapters only."""
        backend = self.sudo()
        return backend.username or "", backend.secret or ""

    def _managers(self):
        """Return the connector managers of the company of this machine."""
        people = self.env["res.users"].sudo().search([("share", "=", False)])
        return people.filtered(
            lambda user: (
                self.company_id in user.company_ids
                and user.has_group("connector.group_connector_manager")
            )
        )

    def _note_unreachable(self):
        """Show the machine as unreachable, although its transaction is undone."""
        self._note_after_rollback("unreachable")

    def _note_after_rollback(self, state, error=False):
        """Show a state when the transaction at hand was undone.

        :param error: what a person has to correct
        """
        registry, backend_id = self.env.registry, self.id

        @self.env.cr.postrollback.add
        def write_state():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["coffee.backend"].browse(backend_id)._note_state(state, error)

    def _note_now(self, state, error=False):
        """Show a state in a transaction of its own, whatever becomes of the other.

        :param error: what a person has to correct
        """
        with own_transaction(self.env) as env:
            self.with_env(env).sudo()._note_state(state, error)

    def _note_state(self, state, error=False):
        """Show a state, unless another transaction writes the machine right now.

        Jobs of a machine meet the same news at the same time: one of them writes it,
        the others neither wait nor fail.

        :param error: what a person has to correct
        """
        if try_lock_to_write(self):
            self._set_state(state, error)

    def _note_contact(self):
        """Show that the machine has answered; the first answer starts the crons."""
        for backend in self:
            if backend.state in SILENT or not backend.confirmed_at:
                if try_lock_to_write(backend):
                    backend._confirm()

    def _confirm(self):
        """Write that the machine has answered."""
        if self.state in SILENT:
            self._set_state("ready")
        if not self.confirmed_at:
            if not self._confirmed():
                self._start_crons()
            self.confirmed_at = fields.Datetime.now()

    def _set_state(self, state, error=False):
        """Write the state where it differs, and what a person has to correct."""
        changed = self.filtered(
            lambda backend: (backend.state, backend.error) != (state, error)
        )
        changed.write({"state": state, "error": error})

    @api.model
    def _settings(self):
        """Return the fields that a wrong one of keeps the machine from working.

        An addon adds its own to ``super()``.

        :return: set of names
        """
        return {
            "ca_file",
            "company_id",
            "default_lang_id",
            "location",
            "password",
            "secret",
            "tz",
            "username",
            "version",
        }

    @api.constrains("location")
    def _check_location(self):
        """Keep passwords out of a field that everybody reads."""
        for backend in self:
            if "@" in (backend.location or "").partition("://")[2].partition("/")[0]:
                raise ValidationError(
                    _("Field Location: put user and password into their own fields.")
                )

    @contextmanager
    def _errors_for_people(self, asks=False):
        """Show our errors as messages; for methods behind buttons.

        The web client shows the text of a plain ``UserError``, and a traceback for
        any other class, also one that inherits from it.

        :param asks: whether the machine is asked: what a person has to correct is
            then shown on it, too
        :raise UserError: instead of any ``CoffeeError``
        """
        try:
            yield
        except CoffeeError as err:
            if asks and isinstance(err, CoffeeConfigurationError):
                self._note_after_rollback("misconfigured", str(err))
            raise err.for_people() from err

    def _check_may_change(self):
        """Refuse who may not change these machines; for methods behind buttons.

        :raise AccessError: not this person, or not these machines
        """
        self.check_access_rights("write")
        self.check_access_rule("write")

    def action_test_connection(self):
        """Read the identity of the machine and tell the person.

        :raise AccessError: the person may not change machines
        :raise UserError: it did not work; says what to change
        """
        self.ensure_one()
        self._check_may_change()
        with self._errors_for_people(asks=True), self.work_on(self._name) as work:
            adapter = work.component(usage="backend.adapter")
            machine = adapter.read_machine()
            doubts = self._doubts_about(machine, adapter._model_name)
        self._confirm()
        self.write(
            {
                "machine_model": machine.model,
                "serial": machine.external_id,
                "firmware": machine.firmware,
                "state": machine.state,
                "error": False,
                "corrected_at": fields.Datetime.now(),
            }
        )
        self._ask_about(doubts)
        connected = _(
            "Connected to %(model)s, serial number %(serial)s.",
            model=machine.model,
            serial=machine.external_id,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if doubts else "success",
                "sticky": bool(doubts),
                "message": " ".join([connected, *doubts.values()]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
