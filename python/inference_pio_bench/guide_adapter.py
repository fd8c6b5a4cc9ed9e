"""The worker of guide scripts: a benchmark_*.py whose functions benchmark_* nothing calls.

    python3 guide_adapter.py SCRIPT

Each function is a benchmark. A sample calls it once: lines `Name: value unit` that it prints are
metrics, and its wall time is `latency` unless it printed a latency itself. A function with a parameter named
`benchmark` gets the callable of measured_call.py. Describing reads the script's text; only preparing a case
imports it.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from types import ModuleType
from typing import Any, Optional, Sequence, Union

PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if sys.path and os.path.abspath(sys.path[0]) == os.path.dirname(os.path.abspath(__file__)):
    sys.path[0] = PACKAGE_ROOT  # started by path: the package's modules are not the script's to import
elif PACKAGE_ROOT not in sys.path:
    sys.path.append(PACKAGE_ROOT)

from inference_pio_bench.benchmark_case import BenchmarkCase  # noqa: E402
from inference_pio_bench.by_hand import run_by_hand  # noqa: E402
from inference_pio_bench.failure import Failure, print_failure  # noqa: E402
from inference_pio_bench.guide_function import GuideFunction, is_guide_function  # noqa: E402
from inference_pio_bench.registration import PREFIX, Benchmark, describe_function  # noqa: E402
from inference_pio_bench.worker import Command, Host, serve  # noqa: E402

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]


def find_repository(folder: str) -> Optional[str]:
    """The nearest folder upwards that looks like the root of a project; None where there is none."""
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in (".git", "pyproject.toml", "src")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


class GuideScript:
    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        self._module: Optional[ModuleType] = None

    def _functions(self) -> dict[str, FunctionNode]:
        try:
            with open(self._path, "rb") as file:
                tree = ast.parse(file.read(), filename=self._path)
        except OSError as error:
            raise Failure("cannot read {}: {}".format(self._path, error.strerror), kind="not_found") from None
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: of deep nesting
            raise Failure("{}: {}".format(self._path, error), kind="malformed") from None
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        found = {node.name: node for node in tree.body if isinstance(node, kinds) and node.name.startswith(PREFIX)}
        found.pop(PREFIX, None)
        if not found:
            raise Failure("{} defines no function benchmark_*".format(self._path), kind="malformed",
                          remedy="name one so, or rename the file")
        return found

    def benchmarks(self) -> Sequence[Benchmark]:
        """As their text describes them; the function of each comes with the import, in run_case()."""
        return [
            Benchmark(name[len(PREFIX):], (ast.get_docstring(node) or "").split("\n", 1)[0], self.run_case)
            for name, node in self._functions().items()
        ]

    def describe(self) -> list[dict[str, Any]]:
        return [one.as_json() for one in self.benchmarks()]

    def estimate(self, command: Command) -> Optional[int]:
        return None

    def _import(self) -> ModuleType:
        if self._module is None:
            folder = os.path.dirname(self._path)
            repository = find_repository(folder)
            sys.path[:0] = [folder] if repository is None or repository == folder else [folder, repository]
            sys.argv = [self._path]
            name = os.path.splitext(os.path.basename(self._path))[0]
            spec = importlib.util.spec_from_file_location(name, self._path)
            if spec is None or spec.loader is None:
                raise Failure("{} cannot be imported".format(self._path), kind="unsupported",
                              remedy="let its name end with .py")
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
            self._module = module
        return self._module

    def run_case(self, command: Command, host: Host) -> None:
        name = str(command.get("benchmark", ""))
        if PREFIX + name not in self._functions():
            raise Failure("{} has no function {}{}".format(self._path, PREFIX, name[:80]), kind="not_found")
        function = getattr(self._import(), PREFIX + name)
        if is_guide_function(function):
            GuideFunction(function).run(host)
            return
        try:
            described = describe_function(function)
        except Failure:
            raise Failure("{}{} cannot be called without arguments".format(PREFIX, name), kind="invalid_argument",
                          remedy="give its parameters defaults, or name its only one `benchmark`") from None
        BenchmarkCase(described, command, host).run()


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print("usage: guide_adapter.py SCRIPT", file=sys.stderr)
        return 2
    script = GuideScript(arguments[0])
    try:
        if "PIO_EVENT_FD" not in os.environ:
            return run_by_hand(script, arguments[1:])
        serve(script)
        return 0
    except Failure as failure:
        print_failure(failure)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
