"""The hardware analyzer for Python scripts, under the name by which the benchmarking guide imports it.

    from src.inference_pio.common.hardware_analyzer import get_system_profile

The profile is the one that `piobench profile --json` prints: there is one analyzer, in C++.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess

_REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def find_piobench():
    """The program: $PIO_PIOBENCH, else the release build of this repository, else the one in PATH."""
    candidates = [os.environ.get("PIO_PIOBENCH", ""), os.path.join(_REPOSITORY, "build", "release", "piobench")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    found = shutil.which("piobench")
    if found is None:
        raise RuntimeError("piobench is not built; run scripts/bench, or name it in PIO_PIOBENCH")
    return found


@functools.lru_cache(maxsize=None)
def _profile_text():
    done = subprocess.run([find_piobench(), "profile", "--json"], stdout=subprocess.PIPE, check=True)
    return done.stdout.decode("utf-8")


def get_system_profile():
    """This machine as a dictionary: fingerprint, cpu, memory, gpus, software, build."""
    return json.loads(_profile_text())
