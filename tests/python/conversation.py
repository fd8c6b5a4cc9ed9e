"""The parent's side of the worker protocol, as small as it can be."""

from __future__ import annotations

import json
import os
import select
import subprocess

PATIENCE_S = 60


class Conversation:
    """A worker process and its two pipes. Its output is kept for close()."""

    def __init__(self, command, package, environment=None):
        self._events, given = os.pipe()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIO_")}
        inherited.update(PYTHONPATH=str(package), PIO_EVENT_FD=str(given), **(environment or {}))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, pass_fds=[given], env=inherited,
                                        start_new_session=True)
        os.close(given)
        self._rest = b""
        self.progress = []

    def send(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else json.dumps(line).encode())
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def read_event(self):
        """The next event; None at the end."""
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._events], [], [], PATIENCE_S)
            assert ready, "the worker is silent"
            block = os.read(self._events, 1 << 20)
            if not block:
                assert not self._rest, "the worker ended within a line"
                return None
            self._rest += block
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line, parse_constant=_refuse_constant)

    def ask(self, command, **fields):
        """The answer to one command; `command` is a word, or a whole line."""
        self.send(command if isinstance(command, bytes) else {"do": command, **fields})
        while True:
            event = self.read_event()
            if event is None or event["event"] != "progress":
                return event
            self.progress.append(event["message"])

    def expect(self, word, command, **fields):
        event = self.ask(command, **fields)
        assert event is not None and event["event"] == word, event
        return event

    def measure(self, benchmark, **parameters):
        """Prepares a case and takes a sample."""
        self.expect("ready", "prepare", benchmark=benchmark, parameters=parameters)
        return self.ask("measure")

    def end(self):
        """Closes the commands; gives the exit code and standard error."""
        self.process.stdin.close()
        errors = self.process.stderr.read().decode("utf-8", "replace")
        return self.process.wait(PATIENCE_S), errors

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stderr):
            try:
                pipe.close()
            except OSError:
                pass  # what was still to be sent has no reader
        os.close(self._events)


def _refuse_constant(word):
    raise AssertionError("{} in an event is not JSON".format(word))
