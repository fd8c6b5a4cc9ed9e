"""The callable named `benchmark` that a function may ask for, used as that of pytest-benchmark is.

    def benchmark_sort(benchmark):
        numbers = random_numbers(10_000)             # setup
        assert benchmark(sorted, numbers)[0] == 0    # measured until the case is released; then the last result
"""

from __future__ import annotations

from typing import Any, Callable, Optional

from .failure import Failure
from .sample import Sample

TakeSample = Callable[[Sample], None]


class Unwind(BaseException):
    """Leaves a function whose case is over although no call of it has a result. Not an error."""


class MeasuredCall:
    """Measures one call. `hold` takes samples with what it is given, and comes back when the case is released."""

    def __init__(self, hold: Callable[[TakeSample], None]) -> None:
        self._hold = hold
        self.used = False

    def __call__(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Each sample calls `target(*args, **kwargs)`, repeated where it is too short for the clock."""
        results: list[Any] = []

        def take(sample: Sample) -> None:
            results[:] = [sample.time("latency", lambda: target(*args, **kwargs))]

        return self._measure(take, results)

    def pedantic(self, target: Callable[..., Any], args: tuple[Any, ...] = (),
                 kwargs: Optional[dict[str, Any]] = None, setup: Optional[Callable[[], Any]] = None,
                 teardown: Optional[Callable[..., Any]] = None, rounds: int = 1, warmup_rounds: int = 0,
                 iterations: int = 1) -> Any:
        """Each sample calls `setup()`, which may give (args, kwargs), then times one call, then calls `teardown`.

        `iterations` calls make a sample, whose value is that of one. Rounds and warm-up are piobench's to decide.
        """
        if iterations < 1 or (setup is not None and iterations != 1):
            raise Failure("pedantic() with iterations={}{}".format(iterations, " and a setup" if setup else ""),
                          kind="invalid_argument", remedy="give 1 with a setup, at least 1 without")
        results: list[Any] = []

        def take(sample: Sample) -> None:
            given = setup() if setup is not None else None
            its_args, its_kwargs = given if given is not None else (args, kwargs or {})
            with sample.time("latency") as stopwatch:
                stopwatch.repetitions = iterations
                for _ in range(iterations):
                    result = target(*its_args, **its_kwargs)
            results[:] = [result]
            if teardown is not None:
                teardown(*its_args, **its_kwargs)

        return self._measure(take, results)

    def _measure(self, take: TakeSample, results: list[Any]) -> Any:
        self.used = True
        self._hold(take)
        if not results:
            raise Unwind
        return results[0]
