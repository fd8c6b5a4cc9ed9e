"""The two pipes of a worker: commands from standard input, events to the descriptor PIO_EVENT_FD."""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from typing import Any, Optional

from .failure import Failure

LINE_LIMIT = 16 << 20
_FIRST_FREE_DESCRIPTOR = 3


def encode_event(event: dict[str, Any]) -> bytes:
    """The line of an event. Raises Failure for one that the parent would not take."""
    try:
        line = json.dumps(event, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise Failure("cannot write the event {}: {}".format(event.get("event"), error), kind="malformed",
                      remedy="give numbers, texts, lists and dictionaries only") from None
    if len(line) > LINE_LIMIT:
        raise Failure("the event {} takes {} bytes; the protocol allows {}".format(
            event.get("event"), len(line), LINE_LIMIT), kind="malformed", remedy="record fewer values a sample")
    return line


class Channel:
    """The pipes, taken over so that nothing that a benchmark does by accident disturbs them: child processes
    inherit neither, standard input is empty, and a fork that comes back here ends.
    """

    def __init__(self) -> None:
        text = os.environ.pop("PIO_EVENT_FD", "")
        try:
            self._events = int(text)
            os.set_inheritable(self._events, False)
        except (ValueError, OSError, OverflowError):
            raise Failure('PIO_EVENT_FD is "{}", which names no open descriptor'.format(text[:80]),
                          kind="invalid_argument", remedy="unset it to run this program by hand") from None
        commands = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE_DESCRIPTOR)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self._commands = os.fdopen(commands, "rb")
        self._forked = False
        # Weak: Python 3.9 crashes at its end where a registered function still holds an open file.
        closing = weakref.WeakMethod(self._close_in_fork)

        def close_in_fork() -> None:
            close = closing()
            if close is not None:
                close()

        os.register_at_fork(after_in_child=close_in_fork)

    def _close_in_fork(self) -> None:
        # Raw descriptors: closing the buffer would wait for a lock that another thread of the parent may hold.
        self._forked = True
        for descriptor in (self._events, self._commands.fileno()):
            try:
                os.close(descriptor)
            except OSError:
                pass  # the benchmark closed it

    def _end_fork(self) -> None:
        if self._forked:
            os._exit(0)  # a child of os.fork() that returned from the benchmark: the worker is its parent

    def read_command(self) -> Optional[dict[str, Any]]:
        """The next command; None at the end. Raises Failure for a line that is none."""
        self._end_fork()
        line = self._commands.readline(LINE_LIMIT + 1)
        if not line.endswith(b"\n"):
            if len(line) > LINE_LIMIT:
                while line and not line.endswith(b"\n"):  # on to the line after it
                    line = self._commands.readline(LINE_LIMIT)
                raise Failure("a command is longer than {} bytes".format(LINE_LIMIT), kind="malformed")
            return None
        try:
            command = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Failure("not JSON: {}".format(error), kind="malformed") from None
        if not isinstance(command, dict) or not isinstance(command.get("do"), str):
            raise Failure("a command is an object with a text `do`", kind="malformed")
        return command

    def send(self, line: bytes) -> None:
        """Writes a line that encode_event() made."""
        self._end_fork()
        while line:
            line = line[os.write(self._events, line):]
