# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import logging
import ssl
from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import str2bool

from odoo.addons.base.models.res_partner import _tz_get

from .. import const
from ..components.base import CoffeeWorkContext, Conversation
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeError,
    CoffeeNoContactError,
    CoffeeRetryableError,
)
from ..locking import own_transaction, try_lock, try_lock_to_write

SILENT = ("never_contacted", "unreachable", "misconfigured")  # until an answer
_logger = logging.getLogger(__name__)
SETTLING = "connector_coffee.ir_cron_settle_order"


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
        string="What Is Wrong",
        readonly=True,
        copy=False,
        help="What Odoo met when the machine did not answer, or what somebody has to "
        "correct.",
    )
    unreachable_since = fields.Datetime(
        readonly=True, copy=False, help="When the machine did not answer first."
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
    version = fields.Selection(
        selection="_select_versions",
        required=True,
        help="The kind of machine; more can be installed under Settings > Coffee.",
    )
    no_version = fields.Boolean(compute="_compute_no_version")
    confirmed_in = fields.Char(
        string="Database",
        readonly=True,
        copy=False,
        help="Name and UUID of the database that the machine was connected to.",
    )
    is_copy = fields.Boolean(
        compute="_compute_contact_note",
        compute_sudo=True,
        help="This database is a copy of the one that the machine was connected to.",
    )
    contact_note = fields.Char(
        string="Contact",
        compute="_compute_contact_note",
        compute_sudo=True,
        help="Why Odoo does not contact this machine; empty if it does.",
    )
    twin_note = fields.Char(
        string="Same Machine",
        compute="_compute_twin_note",
        compute_sudo=True,
        help="Another machine in Odoo that may be this one.",
    )
    ca_file = fields.Binary(
        string="CA File",
        attachment=False,
        groups="connector.group_connector_manager",
        help="Certificates (PEM) of the authorities that sign the certificate of the "
        "machine. Empty: those that are publicly trusted.",
    )
    pour_blocked = fields.Boolean(
        string="Pours Nothing",
        readonly=True,
        copy=False,
        help="A fault that the machine told the last time stops it from pouring.",
    )
    can_pour = fields.Boolean(
        compute="_compute_can_pour",
        compute_sudo=True,
        help="The machine takes orders, has a drink, and no fault stops it from "
        "pouring.",
    )
    flow_ids = fields.One2many("coffee.flow", "backend_id", string="Flows")
    sync_ids = fields.One2many("coffee.sync", "backend_id", string="Synchronisations")
    question = fields.Text(
        string="Stands Still",
        compute="_compute_question",
        compute_sudo=True,
        help="Why an import waits for somebody to say what happened to the machine.",
    )
    removal_policy = fields.Selection(
        [("withdraw", "Make it unavailable"), ("delete", "Delete it")],
        string="When Removed in Odoo",
        default="withdraw",
        required=True,
        help="What happens on the machine to a drink or badge that is archived or "
        "deleted in Odoo.",
    )

    @api.model
    def _select_versions(self):
        """Return the versions of machines that can be connected.

        A version addon overrides it and appends its own entry to ``super()``.

        :return: list of (value, label) as for a selection field
        """
        return []

    def _compute_password(self):
        """Show nothing: a password can be set, never read."""
        self.password = False

    def _inverse_password(self):
        for backend in self:
            backend.sudo().secret = backend.password
        # what was just typed must not be read back from the cache
        self.invalidate_recordset(["password"])

    def _compute_no_version(self):
        self.no_version = not self._select_versions()

    @api.depends("active", "confirmed_in")
    def _compute_contact_note(self):
        for backend in self:
            backend.is_copy = backend._is_in_copy() and not backend._is_neutralized()
            backend.contact_note = backend._why_no_contact()

    @api.depends("active", "location", "serial", "flow_ids.last_success")
    def _compute_twin_note(self):
        for backend in self:
            backend.twin_note = backend._twin_question(backend.serial)

    @api.depends("active", "version", "state", "pour_blocked")
    def _compute_can_pour(self):
        groups = self.env["coffee.product.product"]._read_group(
            [("backend_id", "in", self.ids), ("can_be_poured", "=", True)],
            ["backend_id"],
        )
        machines = {backend.id for (backend,) in groups}
        for backend in self:
            backend.can_pour = backend._origin.id in machines

    @api.depends("flow_ids.question")
    def _compute_question(self):
        for backend in self:
            questions = backend.flow_ids.filtered("question").mapped("question")
            backend.question = "\n".join(questions)

    @api.constrains("location")
    def _check_location(self):
        """Keep passwords out of a field that everybody reads."""
        for backend in self:
            if "@" in (backend.location or "").partition("://")[2].partition("/")[0]:
                raise ValidationError(
                    _("Field Location: put user and password into their own fields.")
                )

    @api.constrains("ca_file")
    def _check_ca_file(self):
        """Refuse a file that holds no certificate."""
        for backend in self:
            try:
                certificates = backend._ca_certificates()
                if certificates:
                    ssl.create_default_context(cadata=certificates)
            except (ssl.SSLError, ValueError) as err:
                raise ValidationError(
                    _(
                        "CA File: this is not a file of certificates in PEM form, "
                        "which starts with -----BEGIN CERTIFICATE-----."
                    )
                ) from err

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

    def copy_data(self, default=None):
        """Call a copy by another name."""
        data_list = super().copy_data(default)
        for backend, values in zip(self, data_list, strict=True):
            if "name" not in (default or {}):
                values["name"] = _("%s (copy)", backend.name)
        return data_list

    def write(self, vals):
        """Also check the rules on what was written, and that sales keep their company.

        A machine whose settings were saved gets another chance, and its imports try
        again at once; names are read again when their language changes.

        :raise AccessError: the machine would get to a company of others
        :raise UserError: the company of a machine that has records would change
        """
        if "company_id" in vals:
            self._check_company_stays(vals["company_id"])
        wrong = self.browse()
        if not self._settings().isdisjoint(vals):
            wrong = self.filtered(
                lambda backend: backend.state in ("misconfigured", "unreachable")
            )
            vals = {**vals, "corrected_at": fields.Datetime.now()}
        others = self.browse()
        if "default_lang_id" in vals:
            language = vals["default_lang_id"] or False
            others = self.filtered(lambda b: b.default_lang_id.id != language)
        result = super().write(vals)
        self.check_access_rule("write")
        for backend in wrong:
            backend._set_state("ready" if backend.confirmed_at else "never_contacted")
            for flow in backend._flows():
                flow._retry_at_once()
        others.sudo().flow_ids._read_names_again()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Also make the flows, so that no two first jobs make the same one."""
        backends = super().create(vals_list)
        for backend in backends:
            backend._flows()
        return backends

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
        names = [*self.env["coffee.flow"]._labels(), "coffee.order"]
        ours = [("backend_id", "=", self.id)]
        return any(
            self.env[name].with_context(active_test=False).search_count(ours, limit=1)
            for name in names
        )

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

    def _note_after_rollback(self, state, error):
        """Show a state when the transaction at hand was undone.

        :param error: what Odoo met, or what a person has to correct
        """
        registry, backend_id = self.env.registry, self.id

        @self.env.cr.postrollback.add
        def write_state():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["coffee.backend"].browse(backend_id)._note_state(state, error)

    def _note_now(self, state, error=False):
        """Show a state in a transaction of its own, whatever becomes of the other.

        :param error: what Odoo met, or what a person has to correct
        """
        with own_transaction(self.env) as env:
            self.with_env(env).sudo()._note_state(state, error)

    def _note_state(self, state, error=False):
        """Show a state, unless another transaction writes the machine right now.

        Jobs of a machine meet the same news at the same time: one of them writes it,
        the others neither wait nor fail.

        :param error: what Odoo met, or what a person has to correct
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
        """Write that the machine has answered, and which database it belongs to."""
        if self.state in SILENT:
            self._set_state("ready")
        if not self.confirmed_at:
            self.confirmed_in = self._database_identity()
            if not self._confirmed():
                self._start_crons()
            self.confirmed_at = fields.Datetime.now()

    def _set_state(self, state, error=False):
        """Write the state where it differs, and what is wrong.

        Of a machine that goes on being unreachable the first error stays: each flow
        meets another one, and none is news.
        """
        values = {"state": state, "error": error}
        if state == "unreachable":
            changed = self.filtered(lambda backend: backend.state != state)
            values["unreachable_since"] = fields.Datetime.now()
        else:
            changed = self.filtered(
                lambda backend: (backend.state, backend.error) != (state, error)
            )
        changed.write(values)

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

    @api.model
    def _version_parents(self):
        """Return what each version is a variant of, for versions that have a parent.

        A version addon whose machine resembles another one adds its entry to
        ``super()``: components of the parent serve it where it has none of its own.

        :return: dict of version to parent version
        """
        return {}

    def _version_lineage(self):
        """Return the version of this machine and its parents, the nearest first."""
        self.ensure_one()
        lineage, parents, version = [], self._version_parents(), self.version
        while version and version not in lineage:
            lineage.append(version)
            version = parents.get(version)
        return lineage

    @contextmanager
    def work_on(self, model_name, timeout=const.TIMEOUT, **kwargs):
        """Open a work context for the version and in the language of this machine.

        The environment stays as it is when that language is active already. All
        adapters of the context share one client, ``work.client``, which is opened
        when it is first asked for and closed at the end.

        :param model_name: binding model to work on
        :param timeout: seconds for the client, to connect and between two bytes
        :return: context manager of a ``CoffeeWorkContext``
        :raise CoffeeNoContactError: the machine must be left alone
        :raise CoffeeConfigurationError: no addon is installed for the version
        """
        self.ensure_one()
        self._check_contact()
        self._check_version()
        backend, lang = self, self._language()
        if self.env.context.get("lang") != lang:
            backend = self.with_context(lang=lang)
        kwargs["conversation"] = conversation = Conversation(timeout)
        with super(CoffeeBackend, backend).work_on(model_name, **kwargs) as work:
            try:
                yield CoffeeWorkContext(
                    **{name: getattr(work, name) for name in work._propagate_kwargs}
                )
            except CoffeeRetryableError as err:
                if not err.ignore_retry:
                    self._note_after_rollback("unreachable", str(err))
                raise
            finally:
                conversation.close()

    def _components_on(self, model_name):
        """Return a work context without a client, to ask what this machine can do.

        Also for a machine that cannot be worked on, or must be left alone: its form
        has to open. Where no addon knows its version, it can do nothing.

        :param model_name: binding model to ask about
        :return: ``CoffeeWorkContext``
        """
        self.ensure_one()
        return CoffeeWorkContext(
            model_name=model_name,
            collection=self,
            # as the framework's own work_on takes it
            components_registry=self.env.context.get("components_registry"),
        )

    def _language(self):
        """Return the code of the language that names are read in.

        :raise CoffeeConfigurationError: it was switched off in Odoo
        """
        lang = self.default_lang_id
        if lang and not lang.active:
            raise CoffeeConfigurationError(
                _(
                    "%(machine)s: the language %(lang)s is not active. Activate "
                    "it, or choose another one in the field Language.",
                    machine=self.name,
                    lang=lang.name,
                )
            )
        return lang.code or const.FALLBACK_LANG

    def _check_workable(self):
        """Refuse a machine that no job could work on.

        :raise CoffeeNoContactError: it must be left alone
        :raise CoffeeConfigurationError: its version or its language is not there
        """
        self._check_contact()
        self._check_version()
        self._language()

    def _check_version(self):
        """Refuse a version that no installed addon knows.

        :raise CoffeeConfigurationError: names the version and where to install it
        """
        if self.version not in dict(self._select_versions()):
            raise CoffeeConfigurationError(
                _(
                    "%(machine)s: no installed addon knows machines of version "
                    "%(version)s. Install it under Settings > Coffee, or correct the "
                    "field Version.",
                    machine=self.name,
                    version=self.version or _("(none)"),
                )
            )

    @api.model
    def _database_identity(self):
        """Return what tells this database from its copies: its name and its UUID."""
        parameters = self.env["ir.config_parameter"].sudo()
        return f"{self.env.cr.dbname} {parameters.get_param('database.uuid') or ''}"

    def _is_in_copy(self):
        """Tell whether the machine was connected to another database than this one."""
        noted = self.sudo().confirmed_in
        return bool(noted) and noted != self._database_identity()

    @api.model
    def _is_neutralized(self):
        """Tell whether Odoo has neutralised this database."""
        parameters = self.env["ir.config_parameter"].sudo()
        return str2bool(parameters.get_param("database.is_neutralized") or "", False)

    def _why_no_contact(self):
        """Say why this machine must not be contacted.

        :return: str, empty if it may be
        """
        backend = self.sudo()
        if not backend.active:
            return _(
                "%s is archived, so Odoo leaves it alone. Unarchive it first.",
                backend.name,
            )
        if backend._is_neutralized():
            return backend._neutralized_note()
        if backend._is_in_copy():
            return _(
                "%(machine)s was connected to the database %(database)s, and this one "
                "is a copy of it or was renamed: nothing is sent to the machine. If "
                "it is right that this database contacts it, press This Database May "
                "Contact It on the machine.",
                machine=backend.name,
                database=backend.confirmed_in.partition(" ")[0],
            )
        return ""

    @api.model
    def _neutralized_note(self):
        return _(
            "This database was neutralised, so Odoo contacts no machine from here. "
            "Work with machines in the original database."
        )

    def _check_contact(self):
        """Refuse to contact a machine that must be left alone; the gate.

        :raise CoffeeNoContactError: says why, and what to do
        """
        if reason := self._why_no_contact():
            raise CoffeeNoContactError(reason)

    @api.model
    def _check_database(self):
        """Refuse to contact any machine from a neutralised database.

        The client asks it before each request, whatever it was made for.

        :raise CoffeeNoContactError: says so
        """
        if self._is_neutralized():
            raise CoffeeNoContactError(self._neutralized_note())

    @contextmanager
    def _without_stopping_others(self):
        """Keep what goes wrong with this machine from stopping those after it.

        For loops over many machines where nobody may wait for one. What the block
        has written is undone, and one checkpoint asks people to look.
        """
        try:
            with self.env.cr.savepoint():
                yield
        except CoffeeNoContactError as err:
            self._ask_about_copy(str(err))
        except CoffeeError as err:
            self._ask_about_failure(str(err))
        except psycopg2.OperationalError:
            # two at once: whoever runs this repeats it as a whole
            raise
        except Exception:
            _logger.exception("%s: not exchanged", self.display_name)
            self._ask_about_failure(
                _(
                    "Something went wrong with %s that the connector does not know. "
                    "The others go on. Show the log of the server to whoever looks "
                    "after this Odoo.",
                    self.name,
                )
            )

    def _ask_about_copy(self, reason):
        """Ask once whether this database may contact a machine."""
        key = f"copy:{self.id}"
        if self._is_in_copy() and not self._waits(key):
            self.add_checkpoint(message=reason, key=key)

    def _ask_about_failure(self, reason):
        """Ask once to look at a machine that others had to be protected from."""
        key = f"broken:{self.id}"
        if not self._waits(key):
            self.add_checkpoint(message=reason, key=key)

    def _waits(self, key):
        """Tell whether a checkpoint waits under a key."""
        return bool(self.env["coffee.checkpoint"]._waiting(self, key))

    def _close_checkpoints(self, key_pattern):
        """Close the checkpoints of this machine that are over."""
        self.env["coffee.checkpoint"].sudo()._waiting(self, key_pattern)._close()

    def _identity_questions(self, machine, model_name):
        """Return what a person should look at.

        :param machine: ``rows.Machine``, read this moment
        :param model_name: what the model of such a machine contains
        :return: dict of key to message
        """
        questions = {}
        if model_name.lower() not in machine.model.lower():
            questions["version"] = _(
                "The machine says that it is a %(model)s. Is the field Version right?",
                model=machine.model,
            )
        if twin := self._twin_question(machine.external_id):
            questions["twin"] = twin
        off = self._clock_is_off(machine) or 0
        if abs(off) > const.CLOCK_TOLERANCE:
            questions["clock"] = _(
                "The clock of the machine is %(seconds)s seconds "
                "%(direction)s. %(remedy)s",
                seconds=round(abs(off)),
                direction=_("fast") if off > 0 else _("slow"),
                remedy=self._remedy_of_clock(),
            )
        return questions

    def _remedy_of_clock(self):
        """Say what to correct when the clock of the machine is off."""
        with self.work_on(self._name) as work:
            if work.component(usage="backend.adapter")._has_local_time:
                return _("Set it, or the field Time Zone.")
        return _("Set it.")

    def _twin_question(self, serial):
        """Ask whether this is a machine that Odoo reads already.

        Only before the first import, and until a person has reviewed the checkpoint.

        :param serial: of this machine, empty if it is not known
        :return: str, empty if nothing is to be asked
        """
        if any(self.sudo().flow_ids.mapped("last_success")):
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

    def _ask_about(self, questions):
        """Open a checkpoint for each question, close those that are over.

        :param questions: dict of key to message
        """
        messages = {f"identity:{key}": text for key, text in questions.items()}
        waiting = self.env["coffee.checkpoint"]._waiting(self, "identity:%")
        waiting.filtered(lambda checkpoint: checkpoint.key not in messages)._close()
        self._add_checkpoints(
            [{"key": key, "message": text} for key, text in messages.items()]
        )

    def _ca_certificates(self):
        """Return the text of the CA file, "" where there is none.

        :raise UnicodeDecodeError: it is no text
        """
        self.ensure_one()
        content = self.sudo().with_context(bin_size=False).ca_file
        return base64.b64decode(content).decode("ascii") if content else ""

    def add_checkpoint(self, model=None, record_id=None, message=None, key=None):
        """Ask a person to look at something of this machine.

        :param model: name of a model, with ``record_id`` the record to look at
        :param message: what to look at and what to do
        :param key: a checkpoint that waits under the same key is counted up instead
        :return: ``coffee.checkpoint``
        """
        values = {"model": model, "res_id": record_id, "message": message, "key": key}
        return self._add_checkpoints([values])

    def _add_checkpoints(self, values_list):
        """Make many checkpoints at once.

        :param values_list: list of dicts of values of ``coffee.checkpoint``
        :return: ``coffee.checkpoint``, the new and those that were counted up
        """
        self.ensure_one()
        return self.env["coffee.checkpoint"]._add(self, values_list)

    def _note_blocked(self, blocking):
        """Show whether a fault stops the machine from pouring, where that is new.

        :param blocking: booleans, one for each fault that is there now
        """
        blocked = any(blocking)
        if self.pour_blocked != blocked:
            self.pour_blocked = blocked

    def _check_can_pour(self):
        """Refuse a machine that does not pour on an order.

        :raise CoffeeNoContactError: it must be left alone
        :raise CoffeeConfigurationError: says so
        """
        self._check_workable()
        work = self.sudo()._components_on("coffee.order")
        adapter = work.component(usage="backend.adapter")
        if not adapter._can_pour:
            raise adapter._unsupported()

    def _can_pour(self):
        """Tell whether this machine pours on an order."""
        work = self.sudo()._components_on("coffee.order")
        return work.component(usage="backend.adapter")._can_pour

    def _note_answer(self, answered, error=False):
        """Show whether the machine answers, unless somebody is writing it right now.

        In a transaction of its own, and without an error of the database: it must not
        endanger what an order wrote, nor have its request repeated.

        :param error: what Odoo met instead of an answer
        """
        try:
            with own_transaction(self.env) as env:
                env.cr.execute(
                    "SELECT id FROM coffee_backend"
                    " WHERE id = %s AND (state = 'unreachable') = %s"
                    " FOR NO KEY UPDATE SKIP LOCKED",
                    [self.id, answered],
                )
                if env.cr.fetchone():
                    backend = self.with_env(env).sudo()
                    backend._set_state("ready" if answered else "unreachable", error)
        except psycopg2.Error:
            _logger.info("The next answer of machine %s tells", self.id, exc_info=True)

    @api.model
    def _start_crons(self):
        """Switch the crons on, when the first machine is confirmed."""
        # somebody may have deleted it
        settling = self.env.ref(SETTLING, raise_if_not_found=False)
        self._start_cron((settling or self.env["ir.cron"]).sudo())
        flows = self.env["coffee.flow"]
        for model_name in flows._labels():
            self._start_cron(flows._cron_of(model_name))

    @api.model
    def _confirmed(self):
        """Return the machines that have answered once, of all companies."""
        return self.sudo().search([("confirmed_at", "!=", False)])

    @api.model
    def _start_cron(self, cron):
        """Switch a cron on, unless it is, or somebody is at it just now."""
        if cron and not cron.active and try_lock(cron):
            cron.active = True

    def _flow_of(self, model_name):
        """Return the flow of this machine for a binding model."""
        self.ensure_one()
        return self.env["coffee.flow"]._of(self, model_name)

    def _flows(self):
        """Return the flows of this machine, in their order."""
        names = self.env["coffee.flow"]._labels()
        return [self._flow_of(model_name) for model_name in names]

    def _importable_flows(self):
        """Return the flows that this machine gives."""
        return [flow for flow in self._flows() if flow._can_import()]

    def _flows_in_question(self):
        self._check_may_change()
        flows = self.flow_ids.filtered("question")
        if not flows:
            raise UserError(_("No import of this machine stands still."))
        return flows

    @api.model
    def _introduction(self, machine):
        """Say which machine answers.

        :param machine: ``rows.Machine``
        """
        if not machine.external_id:
            return _("Connected to %s.", machine.model)
        return _(
            "Connected to %(model)s, serial number %(serial)s.",
            model=machine.model,
            serial=machine.external_id,
        )

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
            questions = self._identity_questions(machine, adapter._model_name)
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
        if machine.state in ("ready", "brewing"):
            # a fault of before is over
            self._note_blocked([])
        self._ask_about(questions)
        connected = self._introduction(machine)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if questions else "success",
                "sticky": bool(questions),
                "message": " ".join([connected, *questions.values()]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_allow_contact(self):
        """Let this database contact the machines that were connected to another one.

        :raise AccessError: the person may not change machines
        """
        self._check_may_change()
        for backend in self.filtered("is_copy"):
            backend.confirmed_in = self._database_identity()
            backend.message_post(
                body=_("%s has let this database contact it.", self.env.user.name)
            )
            backend._close_checkpoints("copy:%")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_pour(self):
        """Open the wizard for the drinks of this machine.

        :raise UserError: machines of this version do not pour on an order
        """
        self.ensure_one()
        with self._errors_for_people():
            self._check_can_pour()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "connector_coffee.coffee_pour_action"
            ),
            "context": {"default_backend_id": self.id},
        }

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
                for flow in backend._importable_flows():
                    flow._enqueue_import()
                    flow._retry_at_once()
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

    def action_preview(self):
        """Open the preview of an import, of the first flow to begin with.

        :raise UserError: the machine gives nothing, or cannot be read
        """
        self.ensure_one()
        with self._errors_for_people(asks=True):
            self._check_workable()
            flows = self._importable_flows()
        if not flows:
            raise UserError(_("%s gives nothing to Odoo.", self.name))
        preview = self.env["coffee.preview"].create(
            {
                "backend_id": self.id,
                "flow_id": flows[0].id,
                "flow_ids": [flow.id for flow in flows],
            }
        )
        return preview.action_preview()


def normal_address(location):
    """Return an address as it is compared with others, "" for none."""
    return (location or "").strip().rstrip("/").lower()


def remedy_for_missing_cron():
    """Say how to get back a scheduled action that was deleted."""
    return _(
        "Upgrade the app Coffee Connector under Apps to get it back, then set its "
        "interval under Settings > Coffee."
    )
