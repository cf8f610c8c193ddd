"""What a person sees: facts, steps with a progress bar, failures with a remedy."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager

BAR = 24  # characters
LABEL = 15  # characters; the left column
WIDTH = 88  # characters
REDRAW = 0.1  # seconds between two drawings of a bar
INTERRUPTED = 130  # exit status; the shell's own for Ctrl-C
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


class Failure(Exception):
    """Something that a person can set right.

    :param message: what went wrong, one line
    :param remedy: what to do next
    """

    def __init__(self, message: str, remedy: str):
        super().__init__(message)
        self.remedy = remedy


def run(main, arguments: list[str]) -> int:
    """Call ``main(arguments)``; turn what a person can set right into a message.

    Who ends this process lets it stop what it started, as with Ctrl-C.

    :return: exit status: what ``main`` returns, 1 after a failure
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        return main(arguments) or 0
    except Failure as failure:
        complain(failure)
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on from here.")
        return INTERRUPTED
    except OSError as error:
        complain(from_os_error(error))
        return 1


def from_os_error(error: OSError) -> Failure:
    """Say which file the system refused, and what helps.

    :raise OSError: the same error, when no person could have caused it
    """
    place = error.filename or "a file"
    if error.errno in DISK_FULL:
        return disk_full()
    if error.errno in NOT_WRITABLE:
        return Failure(
            f"{place} cannot be written: {error.strerror}.",
            "Point XDG_CACHE_HOME at a folder of yours.",
        )
    raise error


def from_output(message: str, output: str, remedy: str) -> Failure:
    """Make a failure of a program that failed.

    :param output: what it printed; if that speaks of a full disk, so does the failure
    """
    if os.strerror(errno.ENOSPC) in output:
        return disk_full()
    return Failure(message, remedy)


def disk_full() -> Failure:
    """Say that nothing more can be written."""
    return Failure(
        "The disk is full.",
        "Free about 4 GB, or point XDG_CACHE_HOME at a folder on a larger disk.",
    )


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
    """Print a line that nobody overlooks."""
    say(
        "\n"
        + textwrap.fill(text, WIDTH, initial_indent="!!! ", subsequent_indent="    ")
    )
    say()


def complain(failure: Failure) -> None:
    """Print what went wrong and what to do next."""
    print(f"\nFailed: {failure}\n    ->  {failure.remedy}", file=sys.stderr, flush=True)


class Step:
    """One line for something that takes time; a bar on a terminal.

    :param label: left column
    :param text: what is going on
    :ivar result: what came of it, the end of the line
    """

    def __init__(self, label: str, text: str):
        self.label, self.text, self.result = label, text, "done"
        self.started = self.drawn = time.monotonic()
        self.terminal = sys.stdout.isatty()
        print(self.line(f"{text} ... "), end="", flush=True)

    def line(self, text: str) -> str:
        """Return a line of two columns."""
        return f"{self.label:<{LABEL}} {text}"

    def progress(self, done: float, total: float, note: str = "") -> None:
        """Draw the bar, on a terminal; ``total`` 0 means that nobody knows."""
        if not self.terminal or time.monotonic() - self.drawn < REDRAW:
            return
        self.drawn = time.monotonic()
        if total:
            share = min(1, done / total)
            bar = f"[{'#' * round(share * BAR):.<{BAR}}] {share:4.0%}"
        else:
            bar = f"{self.drawn - self.started:.0f} s"
        text = self.line(f"{self.text} ... {bar} {note}")
        print(f"\r\033[K{text[:WIDTH]}", end="", flush=True)

    def wait(self, process, measure=lambda: 0, total: float = 0) -> str:
        """Draw the bar until a process ends.

        :param measure: called for what is done so far
        :return: what the process wrote to its standard output, if that is a pipe
        """
        while True:
            try:
                return process.communicate(timeout=REDRAW)[0]
            except subprocess.TimeoutExpired:
                self.progress(measure(), total)

    def finish(self) -> None:
        """End the line with the result, and how long it took."""
        seconds = time.monotonic() - self.started
        result = f"{self.result} ({seconds:.1f} s)" if seconds >= 1 else self.result
        if self.terminal:
            say(f"\r\033[K{self.line(f'{self.text} ... {result}')}")
        else:
            say(result)


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
