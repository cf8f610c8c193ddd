"""Start a command under a Python that Odoo runs on.

The only module that an older Python has to parse: keep its syntax plain.
"""

import os
import subprocess
import sys

SUITABLE = ((3, 12), (3, 11), (3, 10))  # Odoo 17.0 and 19.0 run on all three


def launch(command):
    """Run ``provision.<command>.main()``; exit with what it returns.

    :param command: name of a module of this package
    """
    if sys.version_info[:2] not in SUITABLE:
        reexecute(find_suitable())
    from importlib import import_module

    from .console import run

    main = import_module("provision." + command).main
    sys.exit(run(main, sys.argv[1:]))


def reexecute(interpreter):
    """Replace this process by the same command under another Python.

    :param interpreter: name of an executable, or None: complain and exit
    """
    if interpreter is None:
        sys.stderr.write(
            "This needs Python 3.10, 3.11 or 3.12; %s is Python %d.%d and none of\n"
            "the three is on your PATH. Install one (Debian, Ubuntu: the packages\n"
            "python3.11 and python3.11-venv) and run the command again.\n"
            % ((sys.executable or "this",) + tuple(sys.version_info[:2]))
        )
        sys.exit(1)
    sys.stderr.flush()
    os.execvp(interpreter, [interpreter] + sys.argv)


def find_suitable():
    """Name the first ``python3.x`` on PATH that starts and is what it says.

    Version managers leave stubs on PATH that only print an error, so ask each.

    :return: ``python3.12``, ``python3.11``, ``python3.10`` or None
    """
    for major, minor in SUITABLE:
        name = "python%d.%d" % (major, minor)
        question = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
        try:
            answer = subprocess.Popen(
                [name, "-c", question],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ).communicate()[0]
        except OSError:  # not on PATH
            continue
        if answer.decode().strip() == "%d.%d" % (major, minor):
            return name
    return None
