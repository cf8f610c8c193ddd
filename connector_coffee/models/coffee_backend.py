# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError

from .. import const
from ..client import CoffeeClient
from ..components.work_context import CoffeeWorkContext
from ..exceptions import CoffeeConfigurationError, CoffeeError, CoffeeRetryableError


class CoffeeBackend(models.Model):
    """A coffee machine: the collection of all components of the connector."""

    _name = "coffee.backend"
    _inherit = ["connector.backend", "mail.thread"]
    _description = "Coffee Machine"
    _order = "name, id"
    _check_company_auto = True

    # what the old framework called the type of a backend is the collection now
    _backend_type = _name

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    version = fields.Selection(selection="_select_versions", required=True)
    location = fields.Char(
        required=True,
        tracking=True,
        help="Address of the machine, for example http://192.0.2.7:8080.",
    )
    username = fields.Char(string="User", groups="connector.group_connector_manager")
    password = fields.Char(groups="connector.group_connector_manager", copy=False)
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
    state = fields.Selection(
        [
            ("never_contacted", "Never contacted"),
            ("ready", "Ready"),
            ("brewing", "Brewing"),
            ("attention", "Needs attention"),
            ("unreachable", "Unreachable"),
        ],
        default="never_contacted",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    machine_model = fields.Char(string="Model", readonly=True, copy=False)
    serial = fields.Char(string="Serial Number", readonly=True, copy=False)
    firmware = fields.Char(readonly=True, copy=False)
    no_version = fields.Boolean(compute="_compute_no_version")

    def _compute_no_version(self):
        self.no_version = not self._select_versions()

    @api.model
    def _select_versions(self):
        """Return the versions of machines that can be connected.

        A version addon overrides it and appends its own entry to ``super()``.

        :return: list of (value, label) as for a selection field
        """
        return []

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
    def work_on(self, model_name, **kwargs):
        """Open a work context for the version and in the language of this machine.

        The environment stays as it is when that language is active already. All
        adapters of the context share one HTTP client, closed at the end.

        :param model_name: binding model to work on
        :return: context manager of a ``CoffeeWorkContext``
        :raise CoffeeConfigurationError: no addon is installed for the version
        """
        self.ensure_one()
        self._check_version()
        lang = self.default_lang_id.code or const.FALLBACK_LANG
        backend = self
        if self.env.context.get("lang") != lang:
            backend = self.with_context(lang=lang)
        with CoffeeClient(backend.env) as client:
            kwargs.setdefault("client", client)
            with super(CoffeeBackend, backend).work_on(model_name, **kwargs) as work:
                try:
                    yield CoffeeWorkContext(
                        **{name: getattr(work, name) for name in work._propagate_kwargs}
                    )
                except CoffeeRetryableError as err:
                    if not err.ignore_retry:
                        self._note_unreachable()
                    raise

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

    def _note_unreachable(self):
        """Show the machine as unreachable, although its transaction is undone."""
        registry, backend_id = self.env.registry, self.id

        @self.env.cr.postrollback.add
        def write_state():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["coffee.backend"].browse(backend_id)._set_state("unreachable")

    def _set_state(self, state):
        """Write the state where it differs."""
        self.filtered(lambda backend: backend.state != state).write({"state": state})

    @contextmanager
    def _errors_for_people(self):
        """Show our errors as messages; for methods behind buttons.

        :raise UserError: instead of any ``CoffeeError``
        """
        try:
            yield
        except UserError:
            raise
        except CoffeeError as err:
            raise UserError(str(err)) from err

    def action_test_connection(self):
        """Read the identity of the machine and tell the person.

        :raise UserError: it did not work; says what to change
        """
        self.ensure_one()
        with self._errors_for_people(), self.work_on(self._name) as work:
            machine = work.component(usage="backend.adapter").read_machine()
        self.write(
            {
                "machine_model": machine.model,
                "serial": machine.external_id,
                "firmware": machine.firmware,
                "state": machine.state,
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _(
                    "Connected to %(model)s, serial number %(serial)s.",
                    model=machine.model,
                    serial=machine.external_id,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
