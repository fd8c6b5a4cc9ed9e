"""What went wrong, as a value that the protocol can carry."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import NoReturn, Optional

KINDS = frozenset((
    "invalid_argument", "not_found", "io", "malformed", "mismatch", "unsupported", "out_of_memory", "timed_out",
    "crashed", "cancelled", "internal",
))
_TRACEBACK_SHOWN = 2000
_OWN_FRAMES = (os.path.dirname(os.path.abspath(__file__)) + os.sep, "<frozen importlib")

# The first that fits: TimeoutError and FileNotFoundError are kinds of OSError.
_KINDS_OF_EXCEPTIONS: tuple[tuple[type[BaseException], str, str], ...] = (
    (MemoryError, "out_of_memory", "free some memory, or choose a smaller case"),
    (ModuleNotFoundError, "not_found", "install the module, or set PIO_PYTHON to an interpreter that has it"),
    (FileNotFoundError, "not_found", ""),
    (TimeoutError, "timed_out", ""),
    (OSError, "io", ""),
    (AssertionError, "mismatch", ""),
)


class Failure(Exception):
    """A command could not be carried out: `kind` is one of KINDS, `message` names what is to blame,
    `remedy` says what to do and may be empty.

    A benchmark raises it for a wrong result (``kind="mismatch"``): a wrong result has no speed.
    """

    def __init__(self, message: str, *, kind: str = "internal", remedy: str = "") -> None:
        if kind not in KINDS:
            raise ValueError("\"{}\" is no kind of failure; known: {}".format(kind, ", ".join(sorted(KINDS))))
        super().__init__(message)
        self.kind, self.message, self.remedy = kind, message, remedy


def skip(reason: str, remedy: str = "") -> NoReturn:
    """Ends a benchmark's setup: this machine cannot run the case. Its status is then `skipped`."""
    raise Failure(reason, kind="unsupported", remedy=remedy)


def _frames_of_benchmark(exception: BaseException) -> Optional[TracebackType]:
    """The traceback from the first frame that is not ours on."""
    frames = exception.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OWN_FRAMES):
        frames = frames.tb_next
    return frames


def failure_of(exception: BaseException) -> Failure:
    """A Failure that tells of anything that a benchmark let out."""
    if isinstance(exception, Failure):
        return exception
    if isinstance(exception, SystemExit):
        return Failure("the benchmark called sys.exit({})".format(exception.code))
    kind, remedy = "internal", ""
    for known, its_kind, its_remedy in _KINDS_OF_EXCEPTIONS:
        if isinstance(exception, known):
            kind, remedy = its_kind, its_remedy
            break
    lines = "".join(traceback.format_exception(type(exception), exception, _frames_of_benchmark(exception))).rstrip()
    if len(lines) > _TRACEBACK_SHOWN:
        lines = lines[-_TRACEBACK_SHOWN:].split("\n", 1)[-1]
    what = str(exception).split("\n", 1)[0][:200]
    return Failure("{}: {}\n{}".format(type(exception).__name__, what, lines), kind=kind, remedy=remedy)


def print_failure(failure: Failure) -> None:
    """For a person, on standard error."""
    sys.stdout.flush()
    print("error: " + failure.message, file=sys.stderr)
    if failure.remedy:
        print("  " + failure.remedy, file=sys.stderr)
