"""How a benchmark is written and registered.

    @benchmark(axes={"count": [1_000, 10_000]})
    def benchmark_sort(count):
        numbers = random_numbers(count)              # setup, not timed

        def measure(sample):
            with sample.time("latency"):
                sorted(numbers)

        return measure                               # or `yield measure`, with the teardown below it
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence, TypeVar, Union, overload

from .axis import Axis, Value, axis_of, value_json, value_of
from .failure import Failure
from .metric import Metric, check_metric_name
from .output_metrics import CATALOGUE_UNITS

PREFIX = "benchmark_"
GIVEN_PARAMETERS = ("benchmark", "preparation")  # of a function, besides its axes
_NAME = re.compile(r"\w[\w.-]*\Z")
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Benchmark:
    """A registered benchmark. Suite and category come from the path of its file."""

    name: str
    doc: str
    function: Callable[..., Any]
    axes: tuple[Axis, ...] = ()
    metrics: tuple[Metric, ...] = ()
    reference: Optional[tuple[str, Value]] = None
    deterministic: bool = False
    memory_estimate: Optional[Callable[..., int]] = None

    def as_json(self) -> dict[str, Any]:
        json: dict[str, Any] = {
            "name": self.name, "doc": self.doc, "axes": {axis.name: axis.as_json() for axis in self.axes},
            "metrics": [metric.as_json() for metric in self.metrics],
        }
        if self.deterministic:
            json["deterministic"] = True
        if self.reference:
            json["reference"] = {"axis": self.reference[0], "value": value_json(self.reference[1])}
        return json


_registered: list[Benchmark] = []


def registered_benchmarks() -> tuple[Benchmark, ...]:
    """In order of registration."""
    return tuple(_registered)


@overload
def benchmark(function: Function) -> Function: ...


@overload
def benchmark(*, name: Optional[str] = None, doc: Optional[str] = None,
              axes: Optional[Mapping[str, Sequence[Value]]] = None, metrics: Sequence[Metric] = (),
              reference: Optional[tuple[str, Value]] = None, deterministic: bool = False,
              memory_estimate: Optional[Callable[..., int]] = None) -> Callable[[Function], Function]: ...


def benchmark(function: Optional[Function] = None, *, name: Optional[str] = None, doc: Optional[str] = None,
              axes: Optional[Mapping[str, Sequence[Value]]] = None, metrics: Sequence[Metric] = (),
              reference: Optional[tuple[str, Value]] = None, deterministic: bool = False,
              memory_estimate: Optional[Callable[..., int]] = None) -> Union[Function, Callable[[Function], Function]]:
    """Registers a function as a benchmark, and gives it back as it is.

    The function sets up and returns (or yields) what takes a sample; its parameters are named as its axes are.
    A parameter named `preparation` gets the Preparation; one named `benchmark`, the callable of pytest-benchmark.

    `axes`: what may be varied, with the values that a plain run visits. `reference`: the axis and value that the
    axis's other values are compared with. `deterministic`: the same whenever it is measured. `memory_estimate`:
    from the axes' values to the bytes that the case will need. `metrics`: those that are not in the catalogue.
    """

    def register(written: Function) -> Function:
        _registered.append(
            describe_function(written, name, doc, axes, metrics, reference, deterministic, memory_estimate))
        return written

    return register if function is None else register(function)


def describe_function(function: Callable[..., Any], name: Optional[str] = None, doc: Optional[str] = None,
                      axes: Optional[Mapping[str, Sequence[Value]]] = None, metrics: Sequence[Metric] = (),
                      reference: Optional[tuple[str, Value]] = None, deterministic: bool = False,
                      memory_estimate: Optional[Callable[..., int]] = None) -> Benchmark:
    """The benchmark that a function and what was said of it make. Raises Failure for what cannot be."""
    written = getattr(function, "__name__", "")
    if name is None:
        name = written[len(PREFIX):] if written.startswith(PREFIX) else written
    owner = "benchmark {}".format(name)
    if not _NAME.match(name):
        raise Failure('"{}" is no name for a benchmark'.format(name[:80]), kind="malformed",
                      remedy="use letters, digits and underscores")
    if any(other.name == name for other in _registered):
        raise Failure("two benchmarks are named {}".format(name), kind="malformed", remedy="rename one of them")
    if doc is None:
        doc = (inspect.getdoc(function) or "").split("\n", 1)[0]
    described_axes = tuple(axis_of(owner, axis, values) for axis, values in (axes or {}).items())
    _check_parameters(owner, function, described_axes)
    _check_metrics(owner, metrics)
    if reference is not None:
        reference = _checked_reference(owner, described_axes, reference)
    return Benchmark(name, doc, function, described_axes, tuple(metrics), reference, deterministic, memory_estimate)


def _check_parameters(owner: str, function: Callable[..., Any], axes: Sequence[Axis]) -> None:
    names = [axis.name for axis in axes]
    for name in names:
        if name in GIVEN_PARAMETERS:
            raise Failure("{}: no axis can be named {}".format(owner, name), kind="malformed", remedy="rename it")
    keywords = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(function).parameters.values()
    for parameter in parameters:
        known = parameter.name in names or parameter.name in GIVEN_PARAMETERS
        if parameter.kind in keywords and not known and parameter.default is parameter.empty:
            raise Failure("{}: its parameter {} is no axis".format(owner, parameter.name), kind="malformed",
                          remedy="add axes={{\"{}\": […]}}, or give it a default".format(parameter.name))
        if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise Failure("{}: its parameter {} cannot be given by name".format(owner, parameter.name),
                          kind="malformed", remedy="remove the / after it")
    taken = {parameter.name for parameter in parameters}
    for name in names:
        if name not in taken and not {"preparation"} & taken:
            if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
                raise Failure("{}: its function has no parameter for the axis {}".format(owner, name),
                              kind="malformed", remedy="add the parameter, or remove the axis")


def _check_metrics(owner: str, metrics: Sequence[Metric]) -> None:
    names = set()
    for metric in metrics:
        check_metric_name(metric.name)
        if metric.name in CATALOGUE_UNITS:
            raise Failure("{}: the metric {} stands in the catalogue".format(owner, metric.name), kind="malformed",
                          remedy="give it a name of its own; what stands in the catalogue needs no declaration")
        if metric.name in names:
            raise Failure("{}: the metric {} is declared twice".format(owner, metric.name), kind="malformed",
                          remedy="remove one")
        names.add(metric.name)


def _checked_reference(owner: str, axes: Sequence[Axis], reference: tuple[str, Value]) -> tuple[str, Value]:
    name, value = reference
    for axis in axes:
        if axis.name == name:
            return name, value_of(axis, value)
    raise Failure("{}: the reference's axis {} is not there".format(owner, name), kind="malformed",
                  remedy="name one of its axes")
