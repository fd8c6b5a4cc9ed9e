"""The guide's call that runs every benchmark. piobench: not a benchmark

    python -c "from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks; \
discover_and_run_all_benchmarks()"
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

_REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if _REPOSITORY not in sys.path:
    sys.path.append(_REPOSITORY)

from src.inference_pio.common.hardware_analyzer import find_piobench  # noqa: E402


def discover_benchmarks(*patterns):
    """What `piobench list --json` tells: a list of benchmarks with name, doc, axes and file."""
    done = subprocess.run([find_piobench(), "list", "--json", *patterns], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.decode("utf-8"))["benchmarks"]


def discover_and_run_all_benchmarks(*patterns):
    """Runs them all, prints the table, writes the results; gives the exit code of `piobench run`."""
    return subprocess.run([find_piobench(), "run", *patterns], check=False).returncode
