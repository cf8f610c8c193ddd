"""A door into a running server: a test runs scripts in it, as in Odoo's shell.

A shell of its own would start a whole Odoo for each of them. Run as a program, with the
number of an open connection before Odoo's own arguments, this is Odoo with such a door.
"""

import runpy
import sys
import threading
import traceback
from multiprocessing import Pipe
from multiprocessing.connection import Connection


class Door:
    """The side of the test.

    :ivar inside: connection for the server
    """

    def __init__(self):
        self.inside, self.outside = Pipe()

    def run(self, name: str, script: str):
        """Run a script in the server, commit, and return what it leaves in `result`.

        :param name: of the database
        """
        self.outside.send((name, script))
        result, error = self.outside.recv()
        assert not error, error
        return result

    def __enter__(self):
        return self

    def __exit__(self, *exc_info) -> None:
        self.outside.close()


def answer(inside: Connection) -> None:
    """Run in this server what comes through the door, one script after the other."""
    while True:
        try:
            asked = inside.recv()
        except EOFError:
            return
        try:
            inside.send((run(*asked), None))
        except Exception:
            inside.send((None, traceback.format_exc()))


def run(name: str, script: str):
    """Run a script of a test, as Odoo runs the request of a person."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.service.model import retrying

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        variables = {"env": env, "result": None}
        retrying(lambda: exec(script, variables), env)
    return variables["result"]


if __name__ == "__main__":
    door = Connection(int(sys.argv.pop(1)))
    threading.Thread(target=answer, args=(door,), daemon=True).start()
    runpy.run_module("odoo", run_name="__main__", alter_sys=True)
