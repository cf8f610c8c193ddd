# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import _, api, fields, models

from .. import const
from ..client import CoffeeClient
from ..components.work_context import CoffeeWorkContext
from ..exceptions import CoffeeConfigurationError, CoffeeRetryableError


class CoffeeBackend(models.Model):
    """The versions of machines, and the work context for one of them."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    version = fields.Selection(
        selection="_select_versions",
        required=True,
        help="The kind of machine; more can be installed under Settings > Coffee.",
    )
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
        :raise CoffeeNoContactError: the machine must be left alone
        :raise CoffeeConfigurationError: no addon is installed for the version
        """
        self.ensure_one()
        self._check_contact()
        self._check_version()
        backend, lang = self, self._language()
        if self.env.context.get("lang") != lang:
            backend = self.with_context(lang=lang)
        with CoffeeClient(backend.env, backend._ca_certificates()) as client:
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
