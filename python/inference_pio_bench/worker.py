"""The serve loop of a worker: commands from standard input, events to the descriptor PIO_EVENT_FD."""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import traceback

PROTOCOL_VERSION = 1
COMMAND_LIMIT = 16 << 20
_TRACEBACK_SHOWN = 2000


class WorkerError(Exception):
    """What went wrong, with the kind that stands in the failed event."""

    def __init__(self, kind, message, remedy=""):
        super().__init__(message)
        self.kind, self.message, self.remedy = kind, message, remedy


def _frames_of_benchmark(exception):
    """The traceback from the first frame that is not ours on."""
    own = (os.path.dirname(os.path.abspath(__file__)) + os.sep, "<frozen importlib")
    frames = exception.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(own):
        frames = frames.tb_next
    return frames


def error_of(exception):
    """A WorkerError that tells of an exception that a benchmark let out."""
    if isinstance(exception, WorkerError):
        return exception
    kind, remedy = "internal", ""
    if isinstance(exception, MemoryError):
        kind, remedy = "out_of_memory", "free some memory, or choose a smaller case"
    elif isinstance(exception, ModuleNotFoundError):
        kind, remedy = "not_found", "install the module, or set PIO_PYTHON to an interpreter that has it"
    lines = "".join(traceback.format_exception(type(exception), exception, _frames_of_benchmark(exception))).rstrip()
    if len(lines) > _TRACEBACK_SHOWN:
        lines = lines[-_TRACEBACK_SHOWN:].split("\n", 1)[-1]
    what = str(exception).split("\n", 1)[0][:200]
    return WorkerError(kind, "{}: {}\n{}".format(type(exception).__name__, what, lines), remedy)


def check_metrics(metrics):
    for name, values in metrics.items():
        for value in values if isinstance(values, list) else [values]:
            if not math.isfinite(value):
                raise WorkerError("malformed", "metric {} is {}, not a finite number".format(name, value),
                                  "leave a metric out where it could not be measured")


class Channel:
    """The two pipes, taken over so that nothing that a benchmark does can disturb them."""

    def __init__(self):
        self._events = int(os.environ.pop("PIO_EVENT_FD"))
        os.set_inheritable(self._events, False)
        commands = os.dup(0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        self._commands = os.fdopen(commands, "rb")

    def read_command(self):
        """The next command as a dict; None at the end. Raises WorkerError for a line that is none."""
        line = self._commands.readline(COMMAND_LIMIT + 1)
        if not line.endswith(b"\n"):
            if len(line) > COMMAND_LIMIT:
                while line and not line.endswith(b"\n"):  # on to the line after it
                    line = self._commands.readline(COMMAND_LIMIT)
                raise WorkerError("malformed", "a command is longer than {} bytes".format(COMMAND_LIMIT))
            return None
        try:
            command = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise WorkerError("malformed", "not JSON: {}".format(error)) from None
        if not isinstance(command, dict) or not isinstance(command.get("do"), str):
            raise WorkerError("malformed", "a command is an object with a text `do`")
        return command

    def send(self, event):
        line = json.dumps(event, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        while line:
            line = line[os.write(self._events, line):]


def fail_event(error):
    return {"event": "failed", "kind": error.kind, "message": error.message, "remedy": error.remedy}


def _released_event():
    event = {"event": "released"}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if peak > 0:
        event["children_peak_memory_bytes"] = peak * 1024
    return event


class Session:
    """Answers commands. `program` has describe() -> list of benchmarks, prepare(command) ->
    a callable without arguments that takes one sample and gives the fields of its event, and
    missing() -> what its samples cannot tell here: name -> reason."""

    def __init__(self, program):
        self._program, self._measure = program, None

    def answer(self, command):
        word = command["do"]
        if word == "describe":
            return {"event": "described", "protocol": PROTOCOL_VERSION, "benchmarks": self._program.describe()}
        if word == "provide":
            return {"event": "provided", "files": command.get("files", {})}
        if word == "estimate":
            return {"event": "estimated"}
        if word == "prepare":
            if self._measure is not None:
                raise WorkerError("invalid_argument", "a case is prepared already", "send release first")
            self._measure = self._program.prepare(command)
            return {"event": "ready", "facts": {}, "metrics": {}, "missing": self._program.missing()}
        if word == "measure":
            if self._measure is None:
                raise WorkerError("invalid_argument", "no case is prepared", "send prepare first")
            sample = self._measure()
            check_metrics(sample["metrics"])
            return {"event": "sample", **sample}
        if word == "release":
            self._measure = None
            return _released_event()
        raise WorkerError("malformed", 'unknown command "{}"'.format(word[:80]),
                          "known: describe, provide, estimate, prepare, measure, release")


def serve(program):
    """Answers commands until their end. Whatever a benchmark raises is a failed event."""
    channel = Channel()
    session = Session(program)
    while True:
        try:
            command = channel.read_command()
            if command is None:
                return
            event = session.answer(command)
        except KeyboardInterrupt:
            raise
        except SystemExit as error:
            event = fail_event(WorkerError("internal", "the benchmark called sys.exit({})".format(error.code)))
        except BaseException as error:  # noqa: B902: of any benchmark, anything
            event = fail_event(error_of(error))
        channel.send(event)
