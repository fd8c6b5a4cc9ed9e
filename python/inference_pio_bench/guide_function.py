"""A function benchmark_* without parameters, as the benchmarking guide has it: a sample is one call.

Lines `Name: value unit` that it prints are metrics, and its wall time is `latency` unless it printed one.
"""

from __future__ import annotations

import inspect
from typing import Any, Callable

from . import output_metrics
from .captured_output import CapturedOutput
from .surrounded_sample import Evidence
from .worker import HeldCase, Host


def is_guide_function(function: Callable[..., Any]) -> bool:
    """Whether it can be called without arguments."""
    try:
        inspect.signature(function).bind()
    except TypeError:
        return False
    return True


class GuideFunction:
    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._evidence = Evidence()

    def run(self, host: Host) -> None:
        host.hold(HeldCase(self.take_sample, missing=self._evidence.missing()))

    def take_sample(self) -> dict[str, Any]:
        """One call: the fields of a sample event."""
        with CapturedOutput() as output:
            evidence, seen = self._evidence.around(self._call)
        printed = output_metrics.parse_output_metrics(output.text())
        metrics = {"latency": [evidence["wall_s"]], **seen}
        metrics.update((name, series["values"]) for name, series in printed.items())
        return {"metrics": metrics, "definitions": output_metrics.definitions_of(printed), "evidence": evidence}

    def _call(self) -> None:
        result = self._function()
        if inspect.iscoroutine(result):
            import asyncio  # takes 50 ms, which few need

            asyncio.run(result)
