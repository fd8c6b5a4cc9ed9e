"""What one execution of a case gave."""

from __future__ import annotations

from time import perf_counter_ns
from types import TracebackType
from typing import Any, Callable, Optional, TypeVar, Union, overload

from .failure import Failure
from .generation import Generation
from .metric import Metric, Number, check_metric_name, finite_values
from .output_metrics import CATALOGUE_UNITS

T = TypeVar("T")
SHORTEST_TIMED_NS = 2_000_000  # a body shorter than this is repeated within its sample
_MOST_REPETITIONS = 1 << 40


def spin_until(stamp_ns: int) -> int:
    """Waits without sleeping; gives the time when it is over."""
    now = perf_counter_ns()
    while now < stamp_ns:
        now = perf_counter_ns()
    return now


class Stopwatch:
    """Times a `with` block. `Sample.time` makes it."""

    def __init__(self, sample: "Sample", metric: str) -> None:
        self._sample, self._metric = sample, metric
        self.repetitions = 1  # how often the block does what is measured

    def __enter__(self) -> "Stopwatch":
        self._begin = perf_counter_ns()
        return self

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                 frames: Optional[TracebackType]) -> None:
        end = perf_counter_ns()
        if kind is None:  # what raised was not done
            self._sample.add_time(self._metric, self._begin, end, self.repetitions)


class Sample:
    """Takes the metrics of one execution, in the unit of each metric: seconds for times, bytes for sizes.

    `repetitions` is remembered between the samples of one case, so that all of them do the same work.
    """

    def __init__(self, repetitions: Optional[dict[str, int]] = None, injected_slowdown: float = 0.0) -> None:
        self._repetitions: dict[str, int] = {} if repetitions is None else repetitions
        self._injected_slowdown = injected_slowdown
        self._values: dict[str, list[float]] = {}
        self._definitions: dict[str, Metric] = {}
        self._spans: list[dict[str, Any]] = []
        self._output_digest = ""
        self.new_tokens = 0  # of all generations of this sample

    @overload
    def time(self, metric: str) -> Stopwatch: ...

    @overload
    def time(self, metric: str, body: Callable[[], T]) -> T: ...

    def time(self, metric: str, body: Optional[Callable[[], T]] = None) -> Union[Stopwatch, T]:
        """Times a ``with`` block once, or calls `body` as often as the clock needs and gives its last result.

        The metric gets the seconds of one execution; timed several times in one sample, it has several values.
        """
        check_metric_name(metric)
        if body is None:
            return Stopwatch(self, metric)
        repetitions = self._repetitions.setdefault(metric, 1)
        while True:
            rounds = range(repetitions)
            begin = perf_counter_ns()
            for _ in rounds:
                result = body()
            end = perf_counter_ns()
            spent = end - begin
            if spent >= SHORTEST_TIMED_NS or repetitions >= _MOST_REPETITIONS:
                self.add_time(metric, begin, end, repetitions)
                return result
            # Aim at half as much again, so that a slightly faster next sample still reaches the limit.
            factor = min(1.5 * SHORTEST_TIMED_NS / max(spent, 1), 1e6)
            repetitions = self._repetitions[metric] = int(repetitions * factor) + 1

    def set(self, metric: str, value: Number) -> None:
        """Keeps a number, or several of a distribution. What was kept under this name before is replaced."""
        self._values[metric] = finite_values(metric, value)

    def define(self, metric: Metric) -> None:
        """Gives meaning to a metric that only the execution finds out. The catalogue may not hold its name."""
        check_metric_name(metric.name)
        if metric.name in CATALOGUE_UNITS:
            raise Failure("the metric {} stands in the catalogue".format(metric.name), kind="malformed",
                          remedy="give the metric a name of its own, or set it without a definition")
        self._definitions[metric.name] = metric

    def generation(self, prompt_tokens: int = 0, sequences: int = 1) -> Generation:
        """Stamps the tokens of a generation, from which every metric of one is computed (ttft, tpot, itl …).

            with sample.generation(prompt_tokens=128) as generation:
                for token in model.stream(prompt):
                    generation.token()
        """
        return Generation(self, prompt_tokens, sequences, self._injected_slowdown)

    def span(self, name: str, begin_ns: int, end_ns: int, sequence: int = -1) -> None:
        """Keeps where time went, in stamps of ``time.perf_counter_ns()``; `sequence` -1 is the whole batch."""
        self._spans.append({"name": name, "begin_ns": begin_ns, "end_ns": end_ns, "sequence": sequence})

    def set_output_digest(self, digest: str) -> None:
        """What came out, so that two runs of one seed can be seen to agree. Any short text."""
        self._output_digest = str(digest)

    def add_time(self, metric: str, begin_ns: int, end_ns: int, repetitions: int) -> None:
        """Adds a measured time; the injected slowdown of self-tests is spent here."""
        if self._injected_slowdown > 0:
            end_ns = spin_until(end_ns + int((end_ns - begin_ns) * self._injected_slowdown))
        self._values.setdefault(metric, []).append((end_ns - begin_ns) * 1e-9 / repetitions)

    def values(self) -> dict[str, list[float]]:
        """What was recorded so far."""
        return dict(self._values)

    def as_event(self) -> dict[str, Any]:
        """The fields of a `sample` event that the benchmark itself gives."""
        return {
            "metrics": self.values(),
            "definitions": [metric.as_json() for metric in self._definitions.values()],
            "spans": self._spans,
            "output_digest": self._output_digest,
            "repetitions": {metric: count for metric, count in self._repetitions.items() if count > 1},
        }
