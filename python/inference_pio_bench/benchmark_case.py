"""One case of a registered benchmark: sets it up, hands over what takes a sample, tears it down."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Callable, Optional

from .axis import Value, value_of
from .failure import Failure
from .measured_call import MeasuredCall, TakeSample, Unwind
from .preparation import Preparation, preparation_of
from .registration import Benchmark
from .sample import Sample
from .surrounded_sample import Evidence, take_surrounded, threads_of
from .worker import Command, HeldCase, Host

if TYPE_CHECKING:
    import asyncio


def takes_sample(measure: Callable[..., Any]) -> bool:
    """Whether a callable wants the sample; one without required parameters is timed as a whole."""
    try:
        parameters = inspect.signature(measure).parameters.values()
    except (TypeError, ValueError):
        return False  # a function of C that does not say
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [one for one in parameters if one.kind in positional and one.default is one.empty]
    if len(required) > 1:
        raise Failure("what takes a sample has {} required parameters".format(len(required)), kind="malformed",
                      remedy="give it one, the sample, or none")
    return bool(required)


def parameters_of(benchmark: Benchmark, command: Command) -> dict[str, Value]:
    """One value for each axis, of the axis's type, and whatever else the command has."""
    parameters = dict(command.get("parameters") or {})
    for axis in benchmark.axes:
        if axis.name not in parameters:
            raise Failure("{} needs the parameter {}".format(benchmark.name, axis.name), kind="invalid_argument",
                          remedy="give values such as {}".format(axis.values[0]))
        parameters[axis.name] = value_of(axis, parameters[axis.name])
    return parameters


def axis_values(benchmark: Benchmark, command: Command) -> dict[str, Value]:
    """The values of its axes, as its functions take them."""
    parameters = parameters_of(benchmark, command)
    return {axis.name: parameters[axis.name] for axis in benchmark.axes}


class BenchmarkCase:
    def __init__(self, benchmark: Benchmark, command: Command, host: Host) -> None:
        self._benchmark, self._host = benchmark, host
        self._preparation: Preparation = preparation_of(command, parameters_of(benchmark, command), host.progress)
        self._repetitions: dict[str, int] = {}
        self._loop: Optional["asyncio.AbstractEventLoop"] = None

    def run(self) -> None:
        """From setup to teardown; in between the host holds it."""
        call = MeasuredCall(self._hold)
        try:
            result = self._finished(self._benchmark.function(**self._arguments(call)))
            if inspect.isgenerator(result):
                self._run_generator(result)
            elif inspect.isasyncgen(result):
                raise Failure("{} is an async generator".format(self._benchmark.name), kind="unsupported",
                              remedy="return the callable, or make the function a plain one that yields")
            elif not call.used:
                self._hold(self._callable(result))
        except Unwind:
            pass
        finally:
            if self._loop is not None:
                self._loop.close()

    def _arguments(self, call: MeasuredCall) -> dict[str, Any]:
        given = {axis.name: self._preparation.parameters[axis.name] for axis in self._benchmark.axes}
        parameters = inspect.signature(self._benchmark.function).parameters
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
            given = {name: value for name, value in given.items() if name in parameters}
        special = {"benchmark": call, "preparation": self._preparation}
        return {**given, **{name: value for name, value in special.items() if name in parameters}}

    def _run_generator(self, generator: Any) -> None:
        try:
            try:
                measure = next(generator)
            except StopIteration:
                raise Failure("{} yielded nothing".format(self._benchmark.name), kind="malformed",
                              remedy="yield the callable that takes a sample") from None
            self._hold(self._callable(measure))
            for _ in generator:
                raise Failure("{} yielded twice".format(self._benchmark.name), kind="malformed",
                              remedy="yield once; what follows is the teardown")
        finally:
            generator.close()

    def _callable(self, measure: Any) -> TakeSample:
        if not callable(measure):
            raise Failure("{} gave {}, not the callable that takes a sample".format(
                self._benchmark.name, type(measure).__name__), kind="malformed",
                remedy="return or yield it, or ask for the parameter `benchmark` and call that")
        if takes_sample(measure):
            return lambda sample: self._finished(measure(sample))
        if inspect.iscoroutinefunction(measure):
            return lambda sample: sample.time("latency", lambda: self._finished(measure()))
        return lambda sample: sample.time("latency", measure)

    def _finished(self, result: Any) -> Any:
        """What a coroutine comes to, in one event loop for the whole case."""
        if not inspect.iscoroutine(result):
            return result
        if self._loop is None:
            import asyncio

            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(result)

    def _hold(self, take: TakeSample) -> None:
        evidence = Evidence(threads_of(self._preparation.parameters))

        def take_sample() -> dict[str, Any]:
            sample = Sample(self._repetitions, self._preparation.injected_slowdown)
            return take_surrounded(sample, lambda: take(sample), evidence)

        self._host.hold(HeldCase(take_sample, self._preparation.facts, self._preparation.metrics, evidence.missing()))
