"""The benchmarking guide's own import names, in any folder.

    from src.inference_pio.common.hardware_analyzer import get_system_profile
    from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks

The modules lie in guide_names/, in folders without __init__.py: where that folder is on the path, a `src` or
`benchmarks` of the user's own is found first or merged with it. A *regular* package of the user's own (one with
__init__.py) hides the rest of that folder; there the finder below helps, which is asked last.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Optional, Sequence

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guide_names")
NAMES = frozenset((
    "src", "src.inference_pio", "src.inference_pio.common", "src.inference_pio.common.hardware_analyzer",
    "benchmarks", "benchmarks.core", "benchmarks.core.benchmark_discovery",
))


class GuideNames:
    """Finds the guide's modules where nobody else did."""

    @staticmethod
    def find_spec(name: str, path: Optional[Sequence[str]] = None,
                  target: Optional[ModuleType] = None) -> Optional[ModuleSpec]:
        if name not in NAMES:
            return None
        return PathFinder.find_spec(name, [os.path.join(FOLDER, *name.split(".")[:-1])])


def install() -> None:
    """From now on in this process, the guide's names can be imported."""
    if GuideNames not in sys.meta_path:
        sys.meta_path.append(GuideNames)
