"""One sample with what surrounded it: counters are read before and after, outside of what is timed."""

from __future__ import annotations

import time
from typing import Any, Callable, Mapping

from . import surroundings
from .rapl import RaplMeter
from .sample import Sample

_ENERGY_METRICS = ("energy", "energy_per_token")
# What compiled workers read besides (src/inference_pio/telemetry/).
_NOT_READ = ("instructions", "cycles", "llc_misses", "frequency_hz", "throttle_count", "temperature_celsius",
             "gpu_energy_j", "gpu_peak_memory")


class Evidence:
    """Wraps the body of a sample, and adds what it saw to the fields of its event."""

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads if threads > 0 else surroundings.allowed_processors()
        self._rapl = RaplMeter()

    def missing(self) -> dict[str, str]:
        """What samples cannot tell here, each with the reason."""
        reasons = surroundings.missing()
        for name in _NOT_READ:
            reasons[name] = "a worker in Python does not read it"
        refusal = self._rapl.refusal()
        if refusal:
            for name in ("cpu_energy_j", *_ENERGY_METRICS):
                reasons[name] = refusal
        return reasons

    def around(self, body: Callable[[], None]) -> tuple[dict[str, float], dict[str, list[float]]]:
        """Runs the body; gives evidence, and the metrics that come from outside of it."""
        counters, energy = surroundings.read_counters(), self._rapl.read()
        cpu_begin, begin = surroundings.read_cpu_time(), time.perf_counter()
        body()
        wall, cpu = time.perf_counter() - begin, surroundings.read_cpu_time() - cpu_begin
        energy_after = self._rapl.read()
        evidence = surroundings.evidence_between(counters, surroundings.read_counters())
        evidence.update(wall_s=wall, cpu_time_s=cpu)
        metrics = {}
        joules = self._rapl.joules_between(energy, energy_after)
        if joules is not None:
            evidence["cpu_energy_j"] = joules
            metrics["energy"] = [joules]
        if wall > 0:
            metrics["cpu_utilization"] = [cpu / wall / self._threads]
        return evidence, metrics


def threads_of(parameters: Mapping[str, object]) -> int:
    """Threads that the case computes with, where an axis says so; 0 where none does."""
    threads = parameters.get("threads")
    return threads if isinstance(threads, int) and not isinstance(threads, bool) and threads > 0 else 0


def take_surrounded(sample: Sample, body: Callable[[], None], evidence: Evidence) -> dict[str, Any]:
    """The fields of a sample event. What the benchmark recorded itself comes first."""
    seen, metrics = evidence.around(body)
    event = sample.as_event()
    energy = metrics.get("energy")
    if energy and sample.new_tokens > 0:
        metrics["energy_per_token"] = [energy[0] / sample.new_tokens]
    event["metrics"] = {**metrics, **event["metrics"]}
    event["evidence"] = seen
    return event
