"""The hardware analyzer for Python scripts, under the name by which the benchmarking guide imports it.

    from src.inference_pio.common.hardware_analyzer import get_system_profile

The profile is the one that `piobench profile --json` prints: there is one analyzer, in C++.
"""

import os
import sys

_PACKAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "python")
if not any(os.path.isdir(os.path.join(folder, "inference_pio_bench")) for folder in sys.path):
    sys.path.append(os.path.normpath(_PACKAGE))

from inference_pio_bench.piobench_program import find_piobench, get_system_profile  # noqa: E402

__all__ = ["find_piobench", "get_system_profile"]
