# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields

from .common import Coffee1900Case


class TestRetention(Coffee1900Case):
    def file(self, state, days):
        attachment = self.env["ir.attachment"].create({"name": "log", "raw": b"log"})
        file = self.env["coffee.1900.file"].create(
            {
                "name": "log.csv",
                "backend_id": self.backend.id,
                "attachment_id": attachment.id,
                "kind": "log",
                "state": state,
            }
        )
        attachment.write({"res_model": file._name, "res_id": file.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE coffee_1900_file SET write_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), file.id],
        )
        self.env.invalidate_all()
        return file

    def test_given_old_files_when_cleaned_up_then_they_go_with_their_content(self):
        self.env["ir.config_parameter"].set_param("connector_coffee.keep_file", 30)
        done, failed = self.file("done", 31), self.file("failed", 31)
        waiting, young = self.file("waiting", 31), self.file("done", 29)
        contents = (done + failed).attachment_id

        self.env["coffee.retention"]._gc_old()

        self.assertFalse((done + failed).exists())
        self.assertFalse(contents.exists())
        self.assertEqual((waiting + young).exists(), waiting + young)
