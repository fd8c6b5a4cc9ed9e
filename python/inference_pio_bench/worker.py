"""The serve loop of a worker: one command, one answer.

A case is *held*: `run_case` of a program sets up, calls `host.hold(…)`, which answers every command until
`release`, and tears down. So setup, measurement and teardown are one function call of the benchmark's author,
on one thread, and a `with` block in it lives exactly as long as its case.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from typing import Any, Callable, Optional, Protocol

from .channel import Channel, encode_event
from .failure import Failure, failure_of, print_failure

PROTOCOL_VERSION = 1
Command = dict[str, Any]
Event = dict[str, Any]


@dataclass
class HeldCase:
    """A case that is set up: what its `ready` event says, and what takes a sample."""

    take_sample: Callable[[], Event]  # the fields of the sample event
    facts: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)  # taken once a process
    missing: dict[str, str] = field(default_factory=dict)  # what samples cannot tell here: name -> reason


class Host(Protocol):
    """Who runs a program's cases: a Session for piobench, or a person's terminal."""

    def hold(self, case: HeldCase) -> None:
        """Takes samples until the case is released."""

    def progress(self, message: str) -> None:
        """Shows a line to people."""


class Program(Protocol):
    """What a worker runs."""

    def describe(self) -> list[dict[str, Any]]:
        """The benchmarks, as a `described` event has them."""

    def estimate(self, command: Command) -> Optional[int]:
        """The bytes that a case will need, where that is known."""

    def run_case(self, command: Command, host: Host) -> None:
        """Sets up the case, hands it to host.hold(), which comes back when it is released, and tears down."""


def failed_event(failure: Failure) -> Event:
    return {"event": "failed", "kind": failure.kind, "message": failure.message, "remedy": failure.remedy}


def _released_event() -> Event:
    event: Event = {"event": "released"}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if peak > 0:
        event["children_peak_memory_bytes"] = peak * 1024
    return event


class Session:
    """Answers the commands of one channel with what one program does."""

    def __init__(self, program: Program, channel: Channel) -> None:
        self._program, self._channel = program, channel
        self._held = self._ended = False

    def serve(self) -> None:
        """Answers until the commands end. Whatever a benchmark raises is a failed event."""
        while not self._ended:
            command = self._next()
            if command is None:
                return
            if command["do"] == "prepare":
                self._run_case(command)
            else:
                self._answer(lambda: self._outside_of_case(command))

    def hold(self, case: HeldCase) -> None:
        if self._held:
            raise Failure("a case was handed over twice", kind="malformed",
                          remedy="call `benchmark` once in a function, yield once in a generator")
        self._held = True
        self._send({"event": "ready", "facts": case.facts, "metrics": case.metrics, "missing": case.missing})
        while True:
            command = self._next()
            if command is None:
                self._ended = True
                return
            if command["do"] == "release":
                return
            if command["do"] == "measure":
                self._answer(lambda: {"event": "sample", **case.take_sample()})
            else:
                self._answer(lambda: self._within_case(command))

    def progress(self, message: str) -> None:
        self._send({"event": "progress", "message": message})

    def _next(self) -> Optional[Command]:
        while True:
            try:
                return self._channel.read_command()
            except Failure as failure:
                self._send(failed_event(failure))

    def _send(self, event: Event) -> None:
        self._channel.send(encode_event(event))

    def _answer(self, action: Callable[[], Event]) -> None:
        try:
            line = encode_event(action())
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # of any benchmark, anything
            line = encode_event(failed_event(failure_of(error)))
        self._channel.send(line)

    def _run_case(self, command: Command) -> None:
        self._held = False
        failure: Optional[Failure] = None
        try:
            self._program.run_case(command, self)
            if not self._held:
                failure = Failure("the benchmark handed over no case")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # of any benchmark, anything
            failure = failure_of(error)
        if not self._ended:
            self._send(failed_event(failure) if failure else _released_event())
        elif failure:  # in its teardown; nobody waits for an answer
            print_failure(failure)

    def _within_case(self, command: Command) -> Event:
        if command["do"] == "prepare":
            raise Failure("a case is prepared already", kind="invalid_argument", remedy="send release first")
        return self._answer_anywhere(command)

    def _outside_of_case(self, command: Command) -> Event:
        if command["do"] == "measure":
            raise Failure("no case is prepared", kind="invalid_argument", remedy="send prepare first")
        if command["do"] == "release":
            return _released_event()
        return self._answer_anywhere(command)

    def _answer_anywhere(self, command: Command) -> Event:
        word = command["do"]
        if word == "describe":
            return {"event": "described", "protocol": PROTOCOL_VERSION, "benchmarks": self._program.describe()}
        if word == "provide":
            return {"event": "provided", "files": command.get("files", {})}
        if word == "estimate":
            memory = self._program.estimate(command)
            return {"event": "estimated"} if memory is None else {"event": "estimated", "memory_bytes": memory}
        raise Failure('unknown command "{}"'.format(word[:80]), kind="malformed",
                      remedy="known: describe, provide, estimate, prepare, measure, release")


def serve(program: Program) -> None:
    """Answers the commands of this process's pipes until they end."""
    Session(program, Channel()).serve()
