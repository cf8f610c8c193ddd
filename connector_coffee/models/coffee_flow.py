# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .. import const
from ..exceptions import CoffeeError, CoffeeRetryableError
from ..locking import touch, try_lock
from ..tools import within_sentence

LATE = 3  # intervals since the last import
VERY_LATE = 10  # intervals


class CoffeeFlow(models.Model):
    """What one machine exchanges of one kind, and how far that is.

    There is one for each machine and each binding model that is a flow. It holds the
    position and the lock of the import, and knows what the adapter of the machine can
    do, when it is due, and how its jobs are enqueued.
    """

    _name = "coffee.flow"
    _description = "Coffee Flow"
    _rec_name = "model_name"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    model_name = fields.Selection(
        selection=lambda self: list(self._labels().items()),
        string="Flow",
        required=True,
        help="What is exchanged with the machine.",
    )
    position = fields.Char(
        readonly=True, help="Where the next import goes on, in the machine's own way."
    )
    last_success = fields.Datetime(
        readonly=True, help="When a page was read for the last time."
    )
    sync_id = fields.Many2one("coffee.sync", string="Current Run", readonly=True)
    generation = fields.Integer(
        default=1,
        required=True,
        readonly=True,
        help="Counts the machines that stood there. IDs of later ones carry it, so "
        "that their numbers meet no old ones.",
    )
    serial = fields.Char(
        string="Serial Number",
        readonly=True,
        help="Of the machine that the last page came from, where it tells one.",
    )
    version = fields.Char(readonly=True, help="Of the machine, at the last page.")
    location = fields.Char(readonly=True, help="Of the machine, at the last page.")
    question = fields.Text(
        string="Stands Still",
        readonly=True,
        help="Why nothing is imported before a manager has said what happened.",
    )
    found_serial = fields.Char(
        readonly=True, help="Serial number of the machine that the question is about."
    )
    trusted = fields.Boolean(
        readonly=True,
        help="A manager has said that it is the same machine; until the end of a run "
        "with rows nothing is asked again.",
    )

    _sql_constraints = [
        (
            "model_uniq",
            "unique(backend_id, model_name)",
            "A machine has one flow of each kind.",
        ),
    ]

    @api.depends("model_name")
    def _compute_display_name(self):
        """Show what people call the records."""
        for flow in self:
            flow.display_name = flow._label()

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    @api.model
    def _labels(self):
        """Return the binding models that are flows, in the order of their priority.

        :return: dict of model name to what people call its records: "Badge holders"
        """
        names = self.env.registry.descendants(["coffee.binding"], "_inherit")
        models_ = [self.env[name] for name in names if name != "coffee.binding"]
        found = [model for model in models_ if model._flow_label()]
        found.sort(key=lambda model: (model._flow_priority, model._name))
        return {model._name: model._flow_label() for model in found}

    @api.model
    def _of(self, backend, model_name):
        """Return the flow of a machine; of a machine that is not saved, one like it.

        :param model_name: of a binding; for one added after the machine a new flow
        """
        flows = self.sudo()
        values = {"backend_id": backend.id, "model_name": model_name}
        if not backend._origin:
            return flows.new(values)
        values["backend_id"] = backend._origin.id
        flow = flows.search([(name, "=", value) for name, value in values.items()])
        return flow or flows.create(values)

    def _label(self):
        """Return what people call the records of this flow."""
        # the addon of the flow may be gone
        return self._labels().get(self.model_name, self.model_name)

    def _label_within_sentence(self):
        """Return what people call its records in the middle of a sentence."""
        return within_sentence(self.env, self._label())

    def _adapter(self):
        """Return the adapter of this flow without a client: what a machine can do.

        Where no addon knows the version of the machine, it can do nothing.
        """
        work = self.backend_id._components_on(self.model_name)
        return work.component(usage="backend.adapter")

    def _can_import(self):
        """Tell whether the machine gives these records."""
        return self._adapter()._can_import

    def _can_export(self):
        """Tell whether the machine takes these records."""
        return self._adapter()._can_export

    def _why_no_export(self):
        """Say why the machine does not take these records.

        :return: str, empty if it does
        """
        backend = self.backend_id
        if backend.version not in dict(backend._select_versions()):
            return _("No installed addon knows machines of this version.")
        if not self._can_export():
            flow = self._label_within_sentence()
            return _("This machine does not take %s from Odoo.", flow)
        return ""

    def _check_can_export(self):
        """Refuse what the machine does not take.

        :raise CoffeeConfigurationError: says what the machine cannot do
        """
        self.backend_id._check_version()
        adapter = self._adapter()
        if not adapter._can_export:
            raise adapter._unsupported()

    @api.model
    def _cron_of(self, model_name):
        """Return the cron that imports a flow, empty where it was deleted or is none.

        :return: ``ir.cron``
        """
        # the addon of the flow may be gone
        xmlid = model_name in self.env and self.env[model_name]._flow_cron
        cron = xmlid and self.env.ref(xmlid, raise_if_not_found=False)
        return (cron or self.env["ir.cron"]).sudo()

    @api.model
    def _cron_import(self, model_name):
        """Enqueue an import of one flow for every machine that can give it.

        One that cannot be worked on gets a checkpoint, and the others go on. One that
        may be the same as another one is left out until a person has said that it is
        not.
        """
        for backend in self.env["coffee.backend"]._confirmed():
            with backend._without_stopping_others():
                backend._check_workable()
                flow = self._of(backend, model_name)
                if not backend._twin_question(backend.serial) and flow._can_import():
                    flow._wake()
                    flow._enqueue_left_exports()
                backend._close_checkpoints("broken:%")

    def _wake(self):
        """Enqueue an import by itself, unless a person has to correct something first.

        What fails again and again would make a failed job each time.
        """
        if not self._waits_for_correction():
            self._enqueue_import()

    def _waits_for_correction(self):
        """Tell whether an import failed lately, and would fail again.

        :return: whether the last run needs a correction, and neither an hour has
            passed since then nor were the settings of the machine saved
        """
        last = self.env["coffee.sync"].search(
            [("backend_id", "=", self.backend_id.id), ("flow", "=", self.model_name)],
            order="id desc",
            limit=1,
        )
        if not last.needs_correction:
            return False
        until = fields.Datetime.now() - timedelta(seconds=const.CORRECTION_DELAY)
        return last.finished_at > max(until, self.backend_id.corrected_at or until)

    def _enqueue_import(self):
        """Enqueue a job for the next page, unless one waits already."""
        self.env[self.model_name].with_delay(
            description=self._describe_import(),
            identity_key=self._import_key(),
            priority=self.env[self.model_name]._flow_priority,
            # a machine may be off for days; its one job goes on trying
            max_retries=0,
        ).import_page(self.backend_id)

    def _import_key(self):
        return f"coffee.import:{self.backend_id.id}:{self.model_name}"

    def _retry_at_once(self):
        """Let a job that waits to try again do so at once."""
        self.env["queue.job"].sudo().search(
            [
                ("identity_key", "=", self._import_key()),
                ("state", "=", "pending"),
                ("eta", "!=", False),
            ]
        ).write({"eta": False})

    def _describe_import(self):
        """Return how a job is called: "Kitchen 2: import brews after 9182"."""
        names = {
            "machine": self.backend_id.name,
            "flow": self._label_within_sentence(),
        }
        position = self.position or ""
        if position.isdigit():
            return _(
                "%(machine)s: import %(flow)s after %(position)s",
                position=position,
                **names,
            )
        if position:
            # an opaque position tells a person nothing
            return _("%(machine)s: import new %(flow)s", **names)
        return _("%(machine)s: import %(flow)s", **names)

    def _leave_alone(self):
        """End the job of a machine that must not be contacted.

        :return: str, why; empty if the machine may be contacted
        """
        reason = self.backend_id._why_no_contact()
        if reason:
            self.sync_id._cancel(reason)
        return reason

    def _preview(self):
        """Decide what the next page would do; write nothing.

        :return: ``rows.Page``, its ``Plan``, and what else there is to say of it
        :raise CoffeeError: as the adapter's ``read_page`` says
        """
        # as the job does it
        backend = self.backend_id.sudo().with_company(self.backend_id.company_id)
        with backend.work_on(self.model_name) as work:
            importer = work.component(usage="batch.importer")
            page, plan = importer.preview(self.position)
            return page, plan, importer.warnings(page)

    def _enqueue_export(self, seconds=None):
        """Enqueue a job that exports what waits for it, unless one waits already.

        :param seconds: not earlier than in so many
        """
        backend = self.backend_id
        self.env[self.model_name].with_delay(
            description=_(
                "%(machine)s: export %(flow)s",
                machine=backend.name,
                flow=self._label_within_sentence(),
            ),
            identity_key=f"coffee.export:{backend.id}:{self.model_name}",
            eta=seconds,
        ).export_page(backend)

    def _enqueue_left_exports(self):
        """Enqueue the export of what still waits, after a job that had failed."""
        backend = self.backend_id
        waiting = self.env[self.model_name].with_context(active_test=False)
        domain = [("backend_id", "=", backend.id), ("to_export", "!=", False)]
        if waiting.search_count(domain, limit=1) and not backend._why_no_contact():
            self._enqueue_export()

    def _enqueue_delete(self, external_ids, seconds=None):
        """Enqueue jobs that take records off the machine, many in each.

        :param seconds: not earlier than in so many
        """
        for start in range(0, len(external_ids), const.EXPORT_SIZE):
            ids = external_ids[start : start + const.EXPORT_SIZE]
            self.env[self.model_name].with_delay(
                description=_(
                    "%(machine)s: remove %(flow)s (%(number)s)",
                    machine=self.backend_id.name,
                    number=len(ids),
                    flow=self._label_within_sentence(),
                ),
                eta=seconds,
                # a machine may be off for days, and the badge of a leaver is good
                max_retries=0,
            ).export_delete(self.backend_id, ids)

    def _ask_to_remove(self, external_ids, reason):
        """Leave to people what cannot be taken off a machine that is left alone.

        :param external_ids: ids on the machine, whose bindings are gone already
        :param reason: why it is left alone
        """
        self.backend_id.add_checkpoint(
            message=_(
                "Deleted in Odoo, and not on the machine: %(flow)s %(ids)s. Delete "
                "them there. %(reason)s",
                flow=self._label_within_sentence(),
                ids=", ".join(external_ids),
                reason=reason,
            ),
            key=f"removed:{self.model_name}:{external_ids[0]}",
        )

    def _read_names_again(self):
        """Start over where Odoo keeps names in several languages."""
        for flow in self:
            name = self.env[flow.model_name]._fields.get("name")
            if name and name.translate:
                flow.position = False
                backend = flow.backend_id
                if backend.active and backend.confirmed_at and flow._gives():
                    flow._enqueue_import()

    def _gives(self):
        """Tell whether the machine gives these records, as far as it is known."""
        try:
            return self._can_import()
        except CoffeeError:
            return False  # its next job says what is wrong

    def _lock(self):
        """Lock the flow until the end of the transaction.

        The lock also writes: a transaction that began before this one ended would
        not see what it has created, and must not get the lock after it.

        :raise CoffeeRetryableError: another job has it; costs no try
        """
        self.flush_recordset()
        if not try_lock(self):
            raise CoffeeRetryableError(
                _("Another job is working on this flow."),
                seconds=const.LOCK_DELAY,
                ignore_retry=True,
            )
        touch(self)
        self.invalidate_recordset()

    def _pages_of_run(self):
        """Return what the current run knows of its pages; none goes on: nothing.

        :return: arguments of ``Pages``
        """
        position, run = self.position or None, self.sync_id
        if run.state != "running":
            return (position,)
        return position, run.pages, run.rows, run.landmark or None

    def advance(self, page, outcome, seconds):
        """Move past a page and count it in the current run.

        :param page: ``rows.Page``
        :param outcome: ``Outcome`` of the record importer
        :param seconds: what the page took
        :return: ``coffee.sync``
        """
        sync = self.sync_id
        if not sync or sync.state != "running":
            sync = self.env["coffee.sync"].create(
                {
                    "backend_id": self.backend_id.id,
                    "flow": self.model_name,
                    "total": page.total or 0,
                }
            )
        sync._count(outcome, seconds, last=not page.more)
        self.write(
            {
                "position": page.position or self.position,
                "sync_id": sync.id,
                "last_success": fields.Datetime.now(),
            }
        )
        self.backend_id._note_contact()
        return sync

    def _delay_levels(self):
        """Say how far behind each flow is: what *late* means, wherever it is shown.

        :return: dict of flow to ``good``, ``attention`` or ``bad``; without those
            that were never read, or are imported on demand only
        """
        levels, now = {}, fields.Datetime.now()
        for model_name, flows in self.grouped("model_name").items():
            cron = self._cron_of(model_name)
            for flow in flows.filtered("last_success") if cron.active else ():
                ago = (now - flow.last_success).total_seconds() / interval_of(cron)
                late = "attention" if ago < VERY_LATE else "bad"
                levels[flow] = late if ago >= LATE else "good"
        return levels

    def _holds_counters(self):
        """Tell whether sales are differences to what this flow has read last."""
        with self.backend_id._errors_for_people():
            self.backend_id._check_workable()
            return self._adapter()._position_counts

    def id_of(self, external_id, generation=None):
        """Return the id in Odoo of what a machine calls ``external_id``.

        :param generation: number; the present one if left out
        """
        generation = generation or self.generation
        return external_id if generation == 1 else f"g{generation}:{external_id}"

    def why_another(self, page):
        """Say why a page may be of another machine than the pages before.

        :param page: ``rows.Page``; ``None`` before one is read
        :return: str, empty if it is the same machine
        """
        backend = self.backend_id
        if self.version and self.version != backend.version:
            return _(
                "The field Version was %(old)s at the last import, and is %(new)s now.",
                old=self.version,
                new=backend.version,
            )
        if page is None:
            return ""
        known = self.serial or backend.serial
        if page.serial and known and page.serial != known:
            reason = _(
                "The serial number was %(old)s, and is %(new)s now.",
                old=known,
                new=page.serial,
            )
            return " ".join(filter(None, (reason, self._twin(page.serial))))
        is_new = page.serial and page.serial != self.serial
        if is_new and not backend._is_another_than_its_twin():
            if twin := self._twin(page.serial):
                return twin
        moved = self.location and self.location != backend.location
        if moved and not page.serial:
            return _(
                "The field Location was changed, and the machine does not tell its "
                "serial number."
            )
        return "" if self.trusted else page.changed

    def _twin(self, serial):
        """Say which other machine has the same serial number, "" if none has."""
        twin = self.sudo().search(
            [
                ("backend_id", "!=", self.backend_id.id),
                ("backend_id.active", "=", True),
                ("model_name", "=", self.model_name),
                ("serial", "=", serial),
            ],
            limit=1,
        )
        if not twin:
            return ""
        ours = twin.backend_id.company_id == self.backend_id.company_id
        return _(
            "%(other)s has the serial number %(serial)s as well: archive one of the "
            "two if they are one machine.",
            other=twin.backend_id.name if ours else _("A machine of another company"),
            serial=serial,
        )

    def recognise(self, page):
        """Remember which machine a page came from."""
        values = {
            "serial": page.serial or self.serial,
            "version": self.backend_id.version,
            "location": self.backend_id.location,
            "trusted": self.trusted and (page.more or not (page.rows or page.refused)),
        }
        changes = {name: value for name, value in values.items() if self[name] != value}
        if changes:
            self.write(changes)

    def stand_still(self, reason, serial=""):
        """Import nothing until a manager has said what happened; ask once.

        :param reason: sentence
        :param serial: serial number that the machine told, "" if none
        """
        backend = self.backend_id
        question = _(
            "The import of %(flow)s stands still: this may be another machine. "
            "%(reason)s",
            flow=self._label_within_sentence(),
            reason=reason,
        )
        self.write({"question": question, "found_serial": serial})
        self.sync_id._cancel(question)
        backend.add_checkpoint(
            model=backend._name,
            record_id=backend.id,
            message=self._question_with_remedy(),
            key=f"machine:{self.model_name}",
        )
        backend.message_post(
            body=self._question_with_remedy(),
            partner_ids=backend._managers().partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _remedy(self):
        """Say what to do about a flow that stands still."""
        return _(
            "Open the machine. Press Machine Was Replaced if another machine, board or "
            "card is there now, or if it was reset: what it sells from now on comes "
            "beside what was sold before. Press It Is the Same if it is the same one."
        )

    def _question_with_remedy(self):
        return f"{self.question} {self._remedy()}"

    def _answer(self):
        """Lock the flow, for a person who says what happened."""
        self.ensure_one()
        self.backend_id._check_may_change()
        with self.backend_id._errors_for_people():
            self._lock()

    def _start_generation(self, serial):
        """Count one machine more; hook for what else belongs to the old one.

        :param serial: number of the new machine, empty where it is not known
        """
        self.write(
            {
                "generation": self.generation + 1,
                "position": False,
                "serial": serial,
                "trusted": False,
            }
        )
        self.backend_id.serial = serial

    def _keep_generation(self, serial):
        """Accept what was asked about; hook.

        :param serial: number that the machine has now, empty where it is not known
        """
        self.write({"serial": serial or self.serial, "trusted": True})
        if serial:
            self.backend_id.serial = serial

    def _go_on(self):
        """Close the question and import at once."""
        backend = self.backend_id
        self.write(
            {
                "question": False,
                "found_serial": False,
                "version": backend.version,
                "location": backend.location,
            }
        )
        backend._close_checkpoints(f"machine:{self.model_name}")
        with backend._errors_for_people():
            if self._can_import():
                self._enqueue_import()

    def action_start_over(self):
        """Read the flow from its beginning next time; nothing is doubled.

        :raise UserError: the position holds counters: sales would be lost
        """
        for flow in self:
            if flow._holds_counters():
                raise UserError(
                    _(
                        "Starting over would lose sales: this machine counts, and what "
                        "it has sold is the difference to the last read. Press Import "
                        "Now to read it again. If another machine or board is there "
                        "now, press Machine Was Replaced."
                    )
                )
        return self.write({"position": False})

    def action_machine_replaced(self):
        """Start a new generation: read the new machine from its beginning.

        :raise UserError: an import of this flow is at work
        """
        for flow in self:
            flow._answer()
            flow._start_generation(flow.found_serial)
            flow._go_on()
        return True

    def action_same_machine(self):
        """Go on where the flow stands: it is the machine that it was.

        :raise UserError: nothing was asked, or an import of this flow is at work
        """
        for flow in self:
            if not flow.question:
                raise UserError(_("No import of this machine stands still."))
            flow._answer()
            flow._keep_generation(flow.found_serial)
            flow._go_on()
        return True


def interval_of(cron):
    """Return the seconds from one run of a cron to the next."""
    now = fields.Datetime.now()
    interval = relativedelta(**{cron.interval_type: cron.interval_number})
    return max((now + interval - now).total_seconds(), 1)
