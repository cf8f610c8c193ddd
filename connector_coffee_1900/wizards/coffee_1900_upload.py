# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.connector_coffee.const import PAGE_SIZE

from .. import eva_dts
from ..audit_sales import check_serial
from ..machine_clock import to_utc
from ..models.coffee_1900_file import FLOW
from ..uploaded_file import UploadedFile, count_lines, open_attachment, recognise

MAX_FILE = 200  # MB that a file may have, unless the system parameter says otherwise
MAX_FILE_PARAMETER = "connector_coffee_1900.max_file_mb"
SHOWN = 10  # rows of each kind that a preview shows


class Coffee1900Upload(models.TransientModel):
    """Upload audits and logs of a machine: look first, then import."""

    _name = "coffee.1900.upload"
    _description = "Coffee 1900 Upload"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    again = fields.Boolean(
        string="Import Again",
        help="Also import files that were imported before. Sales that are already in "
        "Odoo are not doubled; rows that were refused get another chance.",
    )
    line_ids = fields.One2many("coffee.1900.upload.line", "upload_id", readonly=True)

    def action_preview(self):
        """Show what an import would do; write no sale.

        :raise UserError: a file is none of ours, or cannot be imported
        """
        self.ensure_one()
        self.line_ids.unlink()
        with self.backend_id._errors_for_people():
            self.write(
                {
                    "line_ids": [
                        Command.create(self._preview(file)) for file in self._files()
                    ]
                }
            )
        return {
            "name": _("Upload Files: %s", self.backend_id.name),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_import(self):
        """Enqueue the import of the files, those left out that were imported before.

        :raise UserError: a file is none of ours or an audit of another machine, or
            all were imported before
        """
        self.ensure_one()
        with self.backend_id._errors_for_people():
            self.backend_id._check_workable()
            files = [file for file in self._files() if self.again or not file["seen"]]
        if not files:
            raise UserError(
                _(
                    "All of these files were imported before. Tick Import Again to do "
                    "it once more."
                )
            )
        self._create_files(files)
        self.env["coffee.1900.file"]._start_next(self.backend_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_coffee_1900.coffee_1900_file_action"
        )
        return {**action, "context": {"search_default_backend_id": self.backend_id.id}}

    def _create_files(self, files):
        """Keep what was uploaded: an attachment of a wizard would be cleaned up."""
        for file in files:
            attachment = file["attachment"]
            values = {name: file[name] for name in ("kind", "lines", "sort_time")}
            record = (
                self.env["coffee.1900.file"]
                .sudo()
                .create(
                    {
                        "name": attachment.name,
                        "backend_id": self.backend_id.id,
                        "attachment_id": attachment.id,
                        "checksum": attachment.checksum,
                        **values,
                    }
                )
            )
            attachment.sudo().write({"res_model": record._name, "res_id": record.id})

    def _files(self):
        """Look at the files.

        :return: list of dicts: attachment, kind, lines, sort_time, and seen, the
            ``coffee.1900.file`` that had the same content
        :raise UserError: there is none, or one is none of ours
        """
        self.backend_id.read(["name"])  # who may not see a machine may not fill it
        if not self.attachment_ids:
            raise UserError(_("Choose one or more files first."))
        self.attachment_ids.read(["name"])  # whoever may not read them fails here
        files = [self._look_at(attachment) for attachment in self.attachment_ids]
        return sorted(
            files, key=lambda file: file["sort_time"] or fields.Datetime.now()
        )

    def _look_at(self, attachment):
        self._check_size(attachment)
        with open_attachment(attachment) as stream:
            kind = recognise(attachment.name, stream)
            lines = count_lines(stream)
            stream.seek(0)
            sort_time = self._first_moment(stream) if kind == "audit" else False
        seen = self.env["coffee.1900.file"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("checksum", "=", attachment.checksum),
            ],
            limit=1,
        )
        return {
            "attachment": attachment,
            "kind": kind,
            "lines": lines,
            "sort_time": sort_time,
            "seen": seen,
        }

    def _first_moment(self, stream):
        """Return when the first audit of a file was read, in UTC.

        :raise CoffeeConfigurationError: it is of another machine
        """
        audit = next(eva_dts.read(stream))
        if not audit.refused:
            check_serial(audit, self.backend_id.serial or "")
        return to_utc(audit.moment, self.backend_id.tz) if audit.moment else False

    def _check_size(self, attachment):
        """Refuse what nobody would wait for.

        :raise UserError: says what to do instead
        """
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param(MAX_FILE_PARAMETER) or MAX_FILE)
        size = attachment.file_size / 1024 / 1024
        if size > limit:
            raise UserError(
                _(
                    "%(name)s has %(size).0f MB, and %(limit)s are allowed. Split the "
                    "log into several files, or let an administrator raise the system "
                    "parameter %(parameter)s.",
                    name=attachment.name,
                    size=size,
                    limit=limit,
                    parameter=MAX_FILE_PARAMETER,
                )
            )

    def _preview(self, file):
        """Return the values of a line that says what an import of a file would do."""
        attachment, kind = file["attachment"], file["kind"]
        backend = self.backend_id
        with backend.work_on(FLOW, from_file=True) as work:
            adapter = work.component(
                usage="backend.adapter", model_name="coffee.1900.file"
            )
            with open_attachment(attachment) as stream:
                page = adapter.read_part(
                    UploadedFile(attachment.name, kind, stream), PAGE_SIZE
                )
            importer = work.component(usage="batch.importer")
            page = importer.of_generation(page)
            plan, notes = importer.plan(page), importer.warnings(page)
        return self.env["coffee.1900.upload.line"]._values(file, page, plan, notes)


class Coffee1900UploadLine(models.TransientModel):
    """What an import of one file would do."""

    _name = "coffee.1900.upload.line"
    _description = "Coffee 1900 Upload Preview"

    upload_id = fields.Many2one(
        "coffee.1900.upload", required=True, ondelete="cascade", readonly=True
    )
    name = fields.Char(string="File", readonly=True)
    kind = fields.Selection([("audit", "Audit"), ("log", "Log")], readonly=True)
    created = fields.Integer(string="New", readonly=True)
    updated = fields.Integer(string="Changed", readonly=True)
    unchanged = fields.Integer(readonly=True)
    refused = fields.Integer(readonly=True)
    note = fields.Text(readonly=True)

    @api.model
    def _values(self, file, page, plan, notes):
        """Return the values of a line.

        :param file: dict, as the wizard looked at it
        :param page: ``FilePage``, the first part of the file
        :param plan: ``Plan`` for it
        :param notes: list of str, what there is to say beside the rows
        """
        lines = [
            *self._seen(file["seen"]),
            *self._extent(file, page),
            *notes[:SHOWN],
            *[str(error) for error in plan.refused[:SHOWN]],
            *[self._change(*update) for update in plan.updates[:SHOWN]],
        ]
        return {
            "name": file["attachment"].name,
            "kind": file["kind"],
            "created": len(plan.creates),
            "updated": len(plan.updates),
            "unchanged": plan.unchanged,
            "refused": len(plan.refused),
            "note": "\n".join(lines),
        }

    def _seen(self, seen):
        """Say that a file was imported before."""
        if seen:
            yield _(
                "This file was imported on %(date)s, as %(name)s. It is left "
                "out, unless you tick Import Again.",
                date=fields.Date.to_string(seen.create_date),
                name=seen.name,
            )

    def _extent(self, file, page):
        """Say what of a long file the numbers are about."""
        if page.more:
            yield _(
                "The numbers are for the first %(count)s of %(total)s lines.",
                count=page.count,
                total=file["lines"],
            )

    def _change(self, row, binding, changes):
        """Say which fields of a brew would change."""
        shown = self.env["coffee.preview.line"]._changes(binding, changes)
        texts = [f"{label}: {old} → {new}" for label, old, new in shown]
        return f"{row.external_id}: {', '.join(texts)}"
