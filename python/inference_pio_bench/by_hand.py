"""A script that is run by a person: takes a few samples and prints medians, as C++ workers do."""

from __future__ import annotations

import sys
from typing import Any, Optional, Protocol, Sequence

from .axis import parse_value, value_json
from .failure import Failure, failure_of, print_failure
from .output_metrics import CATALOGUE_UNITS
from .registration import Benchmark
from .worker import Command, HeldCase, Host

SAMPLES = 5  # after one that is thrown away: enough to see, too few to judge
_WRONG_USAGE, _FAILED = 2, 3


class HandProgram(Protocol):
    def benchmarks(self) -> Sequence[Benchmark]: ...

    def run_case(self, command: Command, host: Host) -> None: ...


class Terminal:
    """Takes the samples of one case."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = {}
        self.units: dict[str, str] = {}

    def hold(self, case: HeldCase) -> None:
        samples = [case.take_sample() for _ in range(1 + SAMPLES)][1:]
        for name, value in case.metrics.items():
            self.values[name] = [value]
        for sample in samples:
            for name, values in sample["metrics"].items():
                self.values.setdefault(name, []).extend(values)
            for definition in sample["definitions"]:
                self.units[definition["name"]] = definition["unit"]

    def progress(self, message: str) -> None:
        print("  " + message, file=sys.stderr)


def _print_usage(benchmarks: Sequence[Benchmark]) -> None:
    print("Runs the benchmarks of this script a few times and prints medians.\n\n"
          "  --list              what there is\n"
          "  NAME [AXIS=VALUE]…  one benchmark; axes that are not given are at their first value\n\n"
          "Use piobench to measure with intervals, memory and records. Benchmarks here: "
          + " ".join(one.name for one in benchmarks))


def _print_list(benchmarks: Sequence[Benchmark]) -> None:
    for one in benchmarks:
        print("{}  {}".format(one.name, one.doc))
        for axis in one.axes:
            print("    {}: {}".format(axis.name, " ".join(map(str, axis.values))))


def _parse_arguments(arguments: Sequence[str]) -> tuple[Optional[str], dict[str, str]]:
    name: Optional[str] = None
    parameters: dict[str, str] = {}
    for argument in arguments:
        axis, equals, value = argument.partition("=")
        if argument.startswith("-"):
            raise Failure("unknown option {}".format(argument), kind="invalid_argument", remedy="see --help")
        if equals:
            parameters[axis] = value
        elif name is None:
            name = argument
        else:
            raise Failure("two benchmarks: {} and {}".format(name, argument), kind="invalid_argument",
                          remedy="name one, or none for all")
    return name, parameters


def _point_of(benchmark: Benchmark, texts: dict[str, str]) -> dict[str, Any]:
    point: dict[str, Any] = {axis.name: axis.values[0] for axis in benchmark.axes}
    for axis in benchmark.axes:
        if axis.name in texts:
            point[axis.name] = parse_value(axis, texts[axis.name])
    unknown = set(texts) - set(point)
    if unknown:
        raise Failure("{} has no axis {}".format(benchmark.name, sorted(unknown)[0]), kind="invalid_argument",
                      remedy="see --list")
    return point


def _run_one(program: HandProgram, benchmark: Benchmark, point: dict[str, Any]) -> int:
    shown = ",".join("{}={}".format(name, value) for name, value in point.items())
    print(benchmark.name + ("[{}]".format(shown) if shown else ""), flush=True)
    terminal = Terminal()
    parameters = {name: value_json(value) for name, value in point.items()}
    try:
        program.run_case({"benchmark": benchmark.name, "parameters": parameters}, terminal)
    except (Exception, SystemExit) as error:
        print_failure(failure_of(error))
        return _FAILED
    units = {**CATALOGUE_UNITS, **terminal.units, **{metric.name: metric.unit for metric in benchmark.metrics}}
    for name, values in sorted(terminal.values.items()):
        print("  {:<24} {:>14.6g} {}".format(name, sorted(values)[len(values) // 2], units.get(name, "")))
    return 0


def run_by_hand(program: HandProgram, arguments: Sequence[str]) -> int:
    """Does what the arguments say; gives the exit code."""
    benchmarks = program.benchmarks()
    if "--help" in arguments or "-h" in arguments:
        _print_usage(benchmarks)
        return 0
    if "--list" in arguments:
        _print_list(benchmarks)
        return 0
    try:
        name, texts = _parse_arguments(arguments)
        wanted = [one for one in benchmarks if name in (None, one.name)]
        if not wanted:
            raise Failure("no benchmark named {}".format(name), kind="not_found", remedy="see --list")
        points = [_point_of(one, texts) for one in wanted]
    except Failure as failure:
        print_failure(failure)
        return _WRONG_USAGE
    return max(_run_one(program, benchmark, point) for benchmark, point in zip(wanted, points))
