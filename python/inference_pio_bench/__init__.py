"""Inference-PIO Bench for Python: benchmarks that piobench discovers, measures and records.

    from inference_pio_bench import benchmark, main

    @benchmark(axes={"count": [1_000, 10_000]})
    def benchmark_sort(count):
        numbers = list(range(count, 0, -1))                   # setup, not timed
        return lambda sample: sample.time("latency", lambda: sorted(numbers))

    if __name__ == "__main__":
        main()

Standard library only, Python 3.9 or later. docs/python.md tells the rest; docs/worker_protocol.md describes what
goes over the pipes.
"""

from . import guide_imports
from .axis import Bytes
from .benchmark_program import main
from .failure import Failure, skip
from .generation import Generation
from .metric import Metric
from .piobench_program import discover_and_run_all_benchmarks, discover_benchmarks, get_system_profile
from .preparation import Preparation
from .registration import benchmark
from .sample import Sample

__all__ = [
    "Bytes", "Failure", "Generation", "Metric", "Preparation", "Sample", "benchmark",
    "discover_and_run_all_benchmarks", "discover_benchmarks", "get_system_profile", "main", "skip",
]

guide_imports.install()
