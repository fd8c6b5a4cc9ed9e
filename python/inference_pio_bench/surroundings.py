"""What surrounded a sample: what this process used, and what the machine was doing besides.

Names and meanings are those of src/inference_pio/telemetry/surroundings.hpp.
"""

from __future__ import annotations

import os
import resource
import time
from typing import Optional, Union

Counters = dict[str, Optional[Union[int, float]]]


def _read(path: str) -> str:
    """The text of a file of /proc; PIO_EVIDENCE_ROOT is the folder that is taken for /, in tests."""
    try:
        with open(os.environ.get("PIO_EVIDENCE_ROOT", "") + path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _steal_s() -> Optional[float]:
    columns = _read("/proc/stat").split("\n", 1)[0].split()
    if len(columns) < 9 or columns[0] != "cpu":
        return None
    return int(columns[8]) / os.sysconf("SC_CLK_TCK")


def _pressure_s(resource_name: str) -> Optional[float]:
    for word in _read("/proc/pressure/" + resource_name).split("\n", 1)[0].split():
        if word.startswith("total="):
            return int(word[len("total="):]) * 1e-6
    return None


def read_counters() -> Counters:
    """Counters that only grow; None for those that the system withholds."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "major_faults": own.ru_majflt + children.ru_majflt,
        "involuntary_switches": own.ru_nivcsw + children.ru_nivcsw,
        "steal_s": _steal_s(),
        "cpu_pressure_s": _pressure_s("cpu"),
        "memory_pressure_s": _pressure_s("memory"),
        "io_pressure_s": _pressure_s("io"),
    }


_SOURCES = {"steal_s": "/proc/stat", "cpu_pressure_s": "/proc/pressure/cpu",
            "memory_pressure_s": "/proc/pressure/memory", "io_pressure_s": "/proc/pressure/io"}


def missing() -> dict[str, str]:
    """Counters that the system withholds, each with the reason."""
    return {
        name: _SOURCES[name] + (" does not tell" if _read(_SOURCES[name]) else " cannot be read")
        for name, value in read_counters().items()
        if value is None
    }


def read_cpu_time() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def evidence_between(before: Counters, after: Counters) -> dict[str, float]:
    """The growth of the counters that both readings have."""
    grown: dict[str, float] = {}
    for name, first in before.items():
        second = after[name]
        if first is not None and second is not None and second >= first:
            grown[name] = second - first
    return grown


def allowed_processors() -> int:
    return max(len(os.sched_getaffinity(0)), 1)
