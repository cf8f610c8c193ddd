# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import _, api, fields, models

from odoo.addons.connector_coffee.locking import try_lock

from ..uploaded_file import UploadedFile, open_attachment

FLOW = "coffee.brew"


class Coffee1900File(models.Model):
    """A file with sales that somebody uploaded, and how far it was imported.

    Like a cursor, it moves in the transaction that writes the rows. The files of a
    machine are imported one after the other, audits in the order of their time.
    """

    _name = "coffee.1900.file"
    _description = "Coffee 1900 File"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    attachment_id = fields.Many2one(
        "ir.attachment", string="Content", required=True, readonly=True
    )
    checksum = fields.Char(index=True, readonly=True)
    kind = fields.Selection(
        [("audit", "Audit"), ("log", "Log")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        string="Status",
        default="waiting",
        required=True,
        readonly=True,
    )
    lines = fields.Integer(readonly=True)
    sort_time = fields.Datetime(readonly=True, help="Time of the first audit.")
    offset = fields.Integer(
        readonly=True, help="Number of bytes of a log that were read."
    )
    count = fields.Integer(
        string="Read",
        readonly=True,
        help="Number of lines of a log, or of audits, that were read.",
    )
    last_time = fields.Datetime(
        readonly=True, help="Time of the last line that was read."
    )
    sync_id = fields.Many2one(
        "coffee.sync",
        string="Synchronisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    warning = fields.Text(related="sync_id.warning")
    error = fields.Char(related="sync_id.error")

    @api.model_create_multi
    def create(self, vals_list):
        """Also show new files on screens that are open."""
        files = super().create(vals_list)
        files.backend_id._notify_clients()
        return files

    def write(self, vals):
        """Also show on screens that are open how far a file was imported."""
        result = super().write(vals)
        if not {"state", "count"}.isdisjoint(vals):
            self.backend_id._notify_clients()
        return result

    @contextmanager
    def _open(self):
        """Open the file where reading stopped.

        :return: context manager of an ``UploadedFile``
        """
        with open_attachment(self.attachment_id) as stream:
            yield UploadedFile(
                self.name,
                self.kind,
                stream,
                self.offset,
                self.count,
                self.last_time or None,
            )

    @api.model
    def _start_next(self, backend):
        """Start the file of a machine that is next, unless one is being imported.

        The files of a machine that must be left alone stay as they are.
        """
        if backend._why_no_contact():
            return
        files = self.sudo()
        ours = [("backend_id", "=", backend.id)]
        if files.search_count([*ours, ("state", "=", "running")]):
            return
        waiting = files.search(
            [*ours, ("state", "=", "waiting")], order="sort_time, id", limit=1
        )
        if waiting and try_lock(waiting):
            waiting.state = "running"
            waiting._enqueue()

    def _enqueue(self):
        """Enqueue a job for the next part of this file."""
        self.with_delay(
            description=_(
                "%(machine)s: import %(file)s after %(count)s",
                machine=self.backend_id.name,
                file=self.name,
                count=self.count,
            ),
            identity_key=f"coffee.1900.file:{self.id}:{self.count}",
        ).import_part()

    def _job_store_values(self, job):
        """Also note the run of a part; queue_job calls it whenever it stores a job.

        In the environment of the job: the one that it ran in may be broken.
        """
        values = super()._job_store_values(job)
        file = self.with_env(job.env).sudo().exists()
        values["coffee_sync_id"] = file.sync_id.id
        return values

    def import_part(self):
        """Import the next part of this file; a job.

        :return: str, what was done
        """
        self.ensure_one()
        if self.state == "done":
            return _("The file has already been imported.")
        backend = self.backend_id.sudo().with_company(self.backend_id.company_id)
        if reason := backend._why_no_contact():
            self.sudo()._stop({"state": "cancelled", "error": reason})
            return reason
        # drinks that are new need not be asked for: the machine may not be reachable
        with backend.work_on(FLOW, from_file=True) as work:
            file = self.with_env(work.env)
            return work.component(usage="batch.importer").run_file(file)

    def advance(self, page, outcome, seconds):
        """Move past a part, count it in the run and go on; as ``coffee.flow`` does.

        :param page: ``FilePage``
        :param outcome: ``Outcome`` of the record importer
        :param seconds: what the part took
        :return: ``coffee.sync``
        """
        sync = self.sync_id
        if not sync or sync.state != "running":
            values = {"backend_id": self.backend_id.id, "flow": FLOW}
            sync = sync.create({**values, "total": self.lines})
        sync._count(outcome, seconds, last=not page.more)
        self.write(
            {
                "offset": page.offset,
                "count": page.count,
                "last_time": page.last_time,
                "sync_id": sync.id,
                "state": "running" if page.more else "done",
            }
        )
        if page.more:
            self._enqueue()
        else:
            self._start_next(self.backend_id)
        return sync

    def _fail(self, job):
        """Show that a job has failed."""
        self._stop(self.sync_id._explain(job))

    def _stop(self, values):
        """Show that the rest of this file is not coming, and let the next one go on.

        As with ``coffee.sync``, the failed job may still hold a lock, in a transaction
        that is not undone yet; what it holds is left alone.

        :param values: of the end of its run
        """
        self.ensure_one()
        run = self.sync_id._end(
            self.sync_id, {"backend_id": self.backend_id.id, "flow": FLOW}, values
        )
        if try_lock(self):
            self.write({"state": "failed", "sync_id": run.id})
            self._start_next(self.backend_id)
