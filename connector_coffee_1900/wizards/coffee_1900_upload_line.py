# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

SHOWN = 10  # rows of each kind that a preview tells of


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
    def _values(self, file, page, plan, remarks):
        """Return the values of a line.

        :param file: dict, as the wizard looked at it
        :param page: ``FilePage``, the first part of the file
        :param plan: ``Plan`` for it
        :param remarks: list of str, what there is to say beside the rows
        """
        notes = [
            *self._seen(file["seen"]),
            *self._extent(file, page),
            *remarks[:SHOWN],
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
            "note": "\n".join(notes),
        }

    def _seen(self, seen):
        """Say that a file was imported before."""
        if seen:
            yield _(
                "The same file was imported on %(date)s already, as %(name)s. It is "
                "left out, unless you tick Import Again.",
                date=fields.Date.to_string(seen.create_date),
                name=seen.name,
            )

    def _extent(self, file, page):
        """Say what of a long file the numbers are about."""
        if page.more:
            yield _(
                "The numbers are for the beginning, %(count)s of %(total)s lines.",
                count=page.count,
                total=file["lines"],
            )

    def _change(self, row, binding, changes):
        """Say which fields of a brew would change."""
        shown = self.env["coffee.preview.line"]._changes(binding, changes)
        texts = [f"{label}: {old} → {new}" for label, old, new in shown]
        return f"{row.external_id}: {', '.join(texts)}"
