"""The guide's call that runs every benchmark. piobench: not a benchmark"""

from inference_pio_bench.piobench_program import discover_and_run_all_benchmarks, discover_benchmarks

__all__ = ["discover_and_run_all_benchmarks", "discover_benchmarks"]
