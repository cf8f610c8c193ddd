"""What a person sees: facts, steps that take time, failures with a remedy."""

import errno
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable
from contextlib import contextmanager

LABEL = 15  # characters; the left column
WIDTH = 88  # characters
TAIL = 15  # lines of what a program printed that are worth showing
REDRAW = 0.1  # seconds between two notes on a line
INTERRUPTED = 130  # exit status; the shell's own for Ctrl-C
NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


class Failure(Exception):
    """Something that a person can set right.

    :param message: what went wrong
    :param remedy: what to do next
    :param output: all that a program printed
    """

    def __init__(self, message: str, remedy: str, output: str = ""):
        super().__init__(message)
        self.remedy, self.output = remedy, output


def run(main, arguments: list[str]) -> int:
    """Call ``main(arguments)``; turn what a person can set right into a message.

    Who ends this process lets it stop what it started, as with Ctrl-C.

    :return: exit status: what ``main`` returns, 1 after a failure
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        return main(arguments) or 0
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on from here.")
        return INTERRUPTED
    except (Failure, OSError) as error:
        failure = error if isinstance(error, Failure) else from_os_error(error)
        print(f"\nFailed: {failure}\n    ->  {failure.remedy}", file=sys.stderr)
        return 1


def from_os_error(error: OSError) -> Failure:
    """Say which file the system refused, and what helps.

    :raise OSError: the same error, when no person could have caused it
    """
    remedy = "or point XDG_CACHE_HOME at a folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure("The disk is full.", f"Free about 4 GB, {remedy} elsewhere.")
    if error.errno in NOT_WRITABLE:
        place = error.filename or "a file"
        message = f"{place} cannot be written: {error.strerror}."
        return Failure(message, f"Set its rights, {remedy} of yours.")
    raise error


def call(
    command: Iterable[object],
    complaint: str,
    remedy: str = "Set right what it says, then run the command again.",
    notes: tuple["Step", str] | None = None,
    **options,
) -> str:
    """Run a program; return what it prints.

    :param complaint: how the message begins when it fails
    :param notes: a line on the screen, and a pattern: what is found in the output
        is noted there
    :param options: of ``subprocess.Popen``; ``input``: text for the program
    :raise Failure: it fails; with the last lines of what it printed
    """
    given = options.pop("input", None)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    lines = []
    with subprocess.Popen(
        list(map(str, command)), stderr=subprocess.STDOUT, text=True, **pipes, **options
    ) as process:
        process.stdin.write(given or "")
        process.stdin.close()
        for text in process.stdout:
            lines.append(text)
            if notes and (found := re.search(notes[1], text)):
                notes[0].note(" ".join(found.groups()))
    output = "".join(lines)
    if process.returncode and os.strerror(errno.ENOSPC) in output:
        raise from_os_error(OSError(errno.ENOSPC, ""))
    if process.returncode:
        tail = "".join(lines[-TAIL:]).strip()
        raise Failure(f"{complaint}:\n{tail}", remedy, output)
    return output


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def fact(label: str, value: object) -> None:
    """Print a line of two columns."""
    say(f"{label:<{LABEL}} {value}")


def note(text: str) -> None:
    """Print a paragraph in the right column."""
    indent = " " * (LABEL + 1)
    options = {"break_long_words": False, "break_on_hyphens": False}
    filled = textwrap.fill(text, WIDTH - len(indent), **options)
    say(textwrap.indent(filled, indent))


def shout(text: str) -> None:
    """Print a paragraph that nobody overlooks."""
    indents = {"initial_indent": "!!! ", "subsequent_indent": "    "}
    say("\n" + textwrap.fill(text, WIDTH, **indents) + "\n")


class Step:
    """One line for something that takes time.

    :param label: left column
    :param text: what is going on
    :ivar result: what came of it, the end of the line
    """

    def __init__(self, label: str, text: str):
        self.line, self.result = f"{label:<{LABEL}} {text} ... ", "done"
        self.started = self.noted = time.monotonic()
        print(self.line, end="", flush=True)

    def note(self, text: str) -> None:
        """Show how far it is, on a terminal."""
        if sys.stdout.isatty() and time.monotonic() - self.noted > REDRAW:
            self.noted = time.monotonic()
            print(f"\r\033[K{self.line}{text}"[:WIDTH], end="", flush=True)

    def finish(self) -> None:
        """End the line with the result, and how long it took."""
        seconds = time.monotonic() - self.started
        result = f"{self.result} ({seconds:.1f} s)" if seconds >= 1 else self.result
        say(f"\r\033[K{self.line}{result}" if sys.stdout.isatty() else result)


@contextmanager
def step(label: str, text: str):
    """Show what the block does, while it does, and how it ended."""
    line = Step(label, text)
    try:
        yield line
    except BaseException:
        say("stopped")
        raise
    line.finish()
