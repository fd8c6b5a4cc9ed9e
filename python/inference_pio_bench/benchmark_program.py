"""A script's main program: its registered benchmarks, for piobench or for a person.

    if __name__ == "__main__":
        main()
"""

from __future__ import annotations

import atexit
import inspect
import os
import sys
from types import ModuleType
from typing import Any, Callable, NoReturn, Optional, Sequence

from .benchmark_case import BenchmarkCase, axis_values
from .by_hand import run_by_hand
from .failure import Failure, print_failure
from .guide_function import GuideFunction, is_guide_function
from .registration import PREFIX, Benchmark, describe_function, registered_benchmarks
from .worker import Command, Host, serve


def undecorated_functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The functions benchmark_* that a module defines and nothing registered, in order."""
    decorated = {id(one.function) for one in registered_benchmarks()}
    return {
        name: value for name, value in vars(module).items()
        if name.startswith(PREFIX) and name != PREFIX and inspect.isfunction(value) and id(value) not in decorated
        and value.__module__ == module.__name__
    }


class BenchmarkProgram:
    """What a worker of a script runs."""

    def __init__(self, module: ModuleType) -> None:
        self._benchmarks = {one.name: one for one in registered_benchmarks()}
        self._guide_functions: set[str] = set()
        for function in undecorated_functions(module).values():
            described = describe_function(function)
            self._benchmarks[described.name] = described
            if is_guide_function(function):
                self._guide_functions.add(described.name)
        if not self._benchmarks:
            raise Failure("{} registers no benchmark".format(getattr(module, "__file__", module.__name__)),
                          kind="malformed", remedy="write @benchmark above a function")

    def benchmarks(self) -> Sequence[Benchmark]:
        return tuple(self._benchmarks.values())

    def describe(self) -> list[dict[str, Any]]:
        return [one.as_json() for one in self._benchmarks.values()]

    def estimate(self, command: Command) -> Optional[int]:
        benchmark = self._find(command)
        if benchmark.memory_estimate is None:
            return None
        return int(benchmark.memory_estimate(**axis_values(benchmark, command)))

    def run_case(self, command: Command, host: Host) -> None:
        benchmark = self._find(command)
        if benchmark.name in self._guide_functions:
            GuideFunction(benchmark.function).run(host)
        else:
            BenchmarkCase(benchmark, command, host).run()

    def _find(self, command: Command) -> Benchmark:
        name = str(command.get("benchmark", ""))
        if name not in self._benchmarks:
            raise Failure('this script has no benchmark named "{}"'.format(name[:80]), kind="not_found",
                          remedy="it has {}".format(", ".join(self._benchmarks)))
        return self._benchmarks[name]


_main_was_called = False


def main() -> NoReturn:
    """Runs the benchmarks of the script that calls this: as a worker where piobench started it, else as a program
    that prints a small table (``--help`` says what else). Ends the process.
    """
    global _main_was_called
    _main_was_called = True
    try:
        program = BenchmarkProgram(sys.modules["__main__"])
        if "PIO_EVENT_FD" in os.environ:
            serve(program)
            raise SystemExit(0)
        raise SystemExit(run_by_hand(program, sys.argv[1:]))
    except Failure as failure:
        print_failure(failure)
        raise SystemExit(3) from None


def _remind_of_main() -> None:
    # Silence would leave the author with a worker that "ended without an answer". After an exception there is a
    # traceback already.
    if _main_was_called or hasattr(sys, "last_type"):
        return
    if registered_benchmarks() or "PIO_EVENT_FD" in os.environ:
        print("error: {} imports inference_pio_bench and never calls main()\n"
              "  end it with: if __name__ == \"__main__\": inference_pio_bench.main()".format(
                  getattr(sys.modules["__main__"], "__file__", "the script")), file=sys.stderr)


atexit.register(_remind_of_main)
