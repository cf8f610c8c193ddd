"""Errors of ours on their way to the web client, from wherever it asks."""

import json

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase


@tagged("post_install", "-at_install")
class TestWebClient(BrowserCase):
    def test_given_error_of_ours_when_web_client_calls_then_it_gets_a_plain_one(self):
        backend = self.env["coffee.backend"].create(
            {
                "name": "Kitchen",
                "version": "1900",
                "location": "coffee://127.0.0.1:9",
                "sales_source": "audit",
                "tz": "UTC",
            }
        )
        content = self.env["ir.attachment"].create({"name": "log.csv", "raw": b"x"})
        file = self.env["coffee.1900.file"].create(
            {
                "name": "log.csv",
                "backend_id": backend.id,
                "attachment_id": content.id,
                "kind": "log",
            }
        )
        self.env.flush_all()
        self.authenticate("admin", "admin")

        call = {"model": file._name, "method": "import_part", "args": [file.ids]}
        answer = self.url_open(
            f"/web/dataset/call_kw/{file._name}/import_part",
            json.dumps({"params": {**call, "kwargs": {}}}).encode(),
            headers={"Content-Type": "application/json"},
        ).json()

        error = answer["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.UserError")
        self.assertIn("change the field Sales From", error["message"])
