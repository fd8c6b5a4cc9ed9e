"""The hardware analyzer under the name by which the benchmarking guide imports it."""

from inference_pio_bench.piobench_program import find_piobench, get_system_profile

__all__ = ["find_piobench", "get_system_profile"]
