"""What surrounded a sample: what this process used, and what the machine was doing besides.

Names and meanings are those of src/inference_pio/telemetry/surroundings.hpp.
"""

from __future__ import annotations

import os
import resource
import time


def _read(path):
    """The text of a file of /proc; PIO_EVIDENCE_ROOT is the folder that is taken for /, in tests."""
    try:
        with open(os.environ.get("PIO_EVIDENCE_ROOT", "") + path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _steal_s():
    columns = _read("/proc/stat").split("\n", 1)[0].split()
    if len(columns) < 9 or columns[0] != "cpu":
        return None
    return int(columns[8]) / os.sysconf("SC_CLK_TCK")


def _pressure_s(resource_name):
    for word in _read("/proc/pressure/" + resource_name).split("\n", 1)[0].split():
        if word.startswith("total="):
            return int(word[len("total="):]) * 1e-6
    return None


def read_counters():
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


# Hardware counters, sensors and energy are for workers that are compiled.
_SOURCES = {"steal_s": "/proc/stat", "cpu_pressure_s": "/proc/pressure/cpu",
            "memory_pressure_s": "/proc/pressure/memory", "io_pressure_s": "/proc/pressure/io"}


def missing():
    """Counters that the system withholds, each with the reason."""
    return {
        name: _SOURCES[name] + (" does not tell" if _read(_SOURCES[name]) else " cannot be read")
        for name, value in read_counters().items()
        if value is None
    }


def read_cpu_time():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def evidence_between(before, after):
    """The growth of the counters that both readings have."""
    return {
        name: after[name] - value
        for name, value in before.items()
        if value is not None and after[name] is not None and after[name] >= value
    }


def allowed_processors():
    return max(len(os.sched_getaffinity(0)), 1)
