"""The worker of guide scripts: a benchmark_*.py whose functions benchmark_* nothing calls.

    python3 guide_adapter.py SCRIPT

Each function is a benchmark. A sample calls it once: lines `Name: value unit` that it prints are
metrics, and its wall time is `latency` unless it printed a latency itself. Describing reads the script's
text; only preparing a case imports it.
"""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import inspect
import os
import sys
import threading
import time

PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if sys.path and os.path.abspath(sys.path[0]) == os.path.dirname(os.path.abspath(__file__)):
    sys.path[0] = PACKAGE_ROOT  # started by path: the package's modules are not the script's to import
elif PACKAGE_ROOT not in sys.path:
    sys.path.append(PACKAGE_ROOT)

from inference_pio_bench import output_metrics, surroundings, worker  # noqa: E402

PREFIX = "benchmark_"
OUTPUT_KEPT = 4 << 20  # of a flood, its end


class CapturedOutput:
    """Takes descriptor 1 for a while, so that output of C code and of child processes is seen too.

    A thread drains it and keeps the last OUTPUT_KEPT bytes.
    """

    def __enter__(self):
        sys.stdout.flush()
        self._kept = bytearray()
        self._saved = os.dup(1)
        self._read_end, write_end = os.pipe()
        os.dup2(write_end, 1)
        os.close(write_end)
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()
        return self

    def _drain(self):
        while True:
            block = os.read(self._read_end, 1 << 16)
            if not block:
                break
            self._kept += block
            if len(self._kept) > 2 * OUTPUT_KEPT:
                del self._kept[:-OUTPUT_KEPT]
        os.close(self._read_end)

    def __exit__(self, *_):
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            pass  # a script that closed its output printed nothing more
        os.dup2(self._saved, 1)
        os.close(self._saved)
        # A child process that lives on may hold the pipe open; what came until now is what counts.
        self._thread.join(timeout=1)

    def text(self):
        kept = bytes(self._kept[-OUTPUT_KEPT:])
        if len(kept) >= OUTPUT_KEPT:  # the end of a flood begins within a line
            kept = kept.partition(b"\n")[2]
        return kept.decode("utf-8", "replace")


def find_repository(folder):
    """The nearest folder upwards that looks like the root of a project; None where there is none."""
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in (".git", "pyproject.toml", "src")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


class GuideScript:
    def __init__(self, path):
        self._path = os.path.abspath(path)
        self._module = None

    def _functions(self):
        try:
            with open(self._path, "rb") as file:
                tree = ast.parse(file.read(), filename=self._path)
        except OSError as error:
            raise worker.WorkerError("not_found", "cannot read {}: {}".format(self._path, error.strerror)) from None
        except (SyntaxError, ValueError) as error:
            raise worker.WorkerError("malformed", "{}: {}".format(self._path, error)) from None
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        found = {node.name: node for node in tree.body if isinstance(node, kinds) and node.name.startswith(PREFIX)}
        found.pop(PREFIX, None)
        if not found:
            raise worker.WorkerError("malformed", "{} defines no function benchmark_*".format(self._path))
        return found

    def describe(self):
        return [
            {"name": name[len(PREFIX):], "doc": (ast.get_docstring(node) or "").split("\n", 1)[0], "axes": {}, "metrics": []}
            for name, node in self._functions().items()
        ]

    def _import(self):
        if self._module is None:
            folder = os.path.dirname(self._path)
            repository = find_repository(folder)
            sys.path[:0] = [folder] + ([repository] if repository not in (None, folder) else [])
            sys.argv = [self._path]
            name = os.path.splitext(os.path.basename(self._path))[0]
            spec = importlib.util.spec_from_file_location(name, self._path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
            self._module = module
        return self._module

    def prepare(self, command):
        name = command.get("benchmark", "")
        if PREFIX + str(name) not in self._functions():
            raise worker.WorkerError("not_found", "{} has no function {}{}".format(self._path, PREFIX, name))
        function = getattr(self._import(), PREFIX + name)
        try:
            inspect.signature(function).bind()
        except TypeError as error:
            raise worker.WorkerError("invalid_argument", "{}{} cannot be called without arguments: {}".format(
                PREFIX, name, error), "give its parameters defaults") from None
        return lambda: measure(function)

    def missing(self):
        return surroundings.missing()


def measure(function):
    """One call: the fields of a sample event."""
    counters = surroundings.read_counters()
    with CapturedOutput() as output:
        cpu_begin, begin = surroundings.read_cpu_time(), time.perf_counter()
        result = function()
        if inspect.iscoroutine(result):
            asyncio.run(result)
        wall, cpu = time.perf_counter() - begin, surroundings.read_cpu_time() - cpu_begin
    evidence = surroundings.evidence_between(counters, surroundings.read_counters())
    evidence.update(wall_s=wall, cpu_time_s=cpu)

    printed = output_metrics.parse_output_metrics(output.text())
    metrics = {name: series["values"] for name, series in printed.items()}
    metrics.setdefault("latency", [wall])
    if wall > 0:
        metrics.setdefault("cpu_utilization", [cpu / wall / surroundings.allowed_processors()])
    return {"metrics": metrics, "definitions": output_metrics.definitions_of(printed), "evidence": evidence}


def run_by_hand(script):
    """Calls each function twice and prints what the second call gave. Gives the exit code."""
    code = 0
    for benchmark in script.describe():
        print(benchmark["name"])
        try:
            take_sample = script.prepare({"benchmark": benchmark["name"]})
            take_sample()
            for name, values in sorted(take_sample()["metrics"].items()):
                print("  {:<24} {:>14.6g} {}".format(name, sorted(values)[len(values) // 2],
                                                     output_metrics.CATALOGUE_UNITS.get(name, "")))
        except Exception as error:
            print("error: " + worker.error_of(error).message, file=sys.stderr)
            code = 3
    return code


def main(arguments):
    if len(arguments) != 1:
        print("usage: guide_adapter.py SCRIPT", file=sys.stderr)
        return 2
    script = GuideScript(arguments[0])
    if "PIO_EVENT_FD" in os.environ:
        worker.serve(script)
        return 0
    try:
        return run_by_hand(script)
    except worker.WorkerError as error:
        print("error: " + error.message, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
