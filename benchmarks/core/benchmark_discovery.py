"""The guide's call that runs every benchmark. piobench: not a benchmark

    python -c "from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks; \
discover_and_run_all_benchmarks()"
"""

import os
import sys

_PACKAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python")
if not any(os.path.isdir(os.path.join(folder, "inference_pio_bench")) for folder in sys.path):
    sys.path.append(os.path.normpath(_PACKAGE))

from inference_pio_bench.piobench_program import discover_and_run_all_benchmarks, discover_benchmarks  # noqa: E402

__all__ = ["discover_and_run_all_benchmarks", "discover_benchmarks"]
