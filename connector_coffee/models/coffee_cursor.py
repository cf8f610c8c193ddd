# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import _, fields, models
from odoo.exceptions import UserError

from .. import const
from ..exceptions import CoffeeRetryableError
from ..locking import touch, try_lock

LATE = 3  # intervals since the last import
VERY_LATE = 10  # intervals


class CoffeeCursor(models.Model):
    """How far a flow of a machine has been read, and the lock of that flow."""

    _name = "coffee.cursor"
    _description = "Coffee Cursor"
    _rec_name = "flow"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    flow = fields.Selection(
        selection=lambda self: self.env["coffee.backend"]._select_flows(),
        required=True,
        help="What is read from the machine.",
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
            "flow_uniq",
            "unique(backend_id, flow)",
            "A machine has one cursor for each flow.",
        ),
    ]

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

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
                    "flow": self.flow,
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

        :return: dict of cursor to ``good``, ``attention`` or ``bad``; without those
            that were never read, or are imported on demand only
        """
        crons, levels = self.env["coffee.backend"]._crons(), {}
        now = fields.Datetime.now()
        for cursor in self.filtered("last_success"):
            cron = crons.get(cursor.flow)
            if cron and cron.active:
                ago = (now - cursor.last_success).total_seconds() / interval_of(cron)
                late = "attention" if ago < VERY_LATE else "bad"
                levels[cursor] = late if ago >= LATE else "good"
        return levels

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

    def _holds_counters(self):
        """Tell whether sales are differences to what this flow has read last."""
        backend = self.backend_id
        with backend._errors_for_people(), backend.work_on(self.flow) as work:
            return work.component(usage="backend.adapter")._position_counts

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
                ("flow", "=", self.flow),
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
            flow=backend._flow_in_words(self.flow),
            reason=reason,
        )
        self.write({"question": question, "found_serial": serial})
        self.sync_id._cancel(question)
        backend.add_checkpoint(
            model=backend._name,
            record_id=backend.id,
            message=self._question_with_remedy(),
            key=f"machine:{self.flow}",
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
        self.env["coffee.checkpoint"]._waiting(backend, f"machine:{self.flow}")._close()
        with backend._errors_for_people():
            if backend._can_import(self.flow):
                backend._enqueue_import(self.flow)


def interval_of(cron):
    """Return the seconds from one run of a cron to the next."""
    now = fields.Datetime.now()
    interval = relativedelta(**{cron.interval_type: cron.interval_number})
    return max((now + interval - now).total_seconds(), 1)
