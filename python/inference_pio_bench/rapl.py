"""Energy of the processor packages: the counters of /sys/class/powercap (RAPL).

The rules are those of src/inference_pio/telemetry/rapl_meter.hpp.
"""

from __future__ import annotations

import os
import re
from typing import Optional

_CLASS = "/sys/class/powercap"
_TOP_ZONE = re.compile(r"intel-rapl:[0-9]+\Z")  # not its parts, which are counted in it


def _read_number(path: str) -> Optional[int]:
    try:
        with open(path, "rb") as file:
            return int(file.read())
    except (OSError, ValueError):
        return None


class RaplMeter:
    def __init__(self) -> None:
        root = os.environ.get("PIO_EVIDENCE_ROOT", "") + _CLASS
        self._packages: list[tuple[str, int]] = []  # the counter's path, and its largest value
        try:
            zones = sorted(zone for zone in os.listdir(root) if _TOP_ZONE.match(zone))
        except OSError:
            zones = []
        for zone in zones:
            folder = os.path.join(root, zone)
            try:
                with open(os.path.join(folder, "name"), encoding="ascii", errors="replace") as file:
                    is_package = file.read().startswith("package")  # "psys" is the whole board
            except OSError:
                continue
            if is_package:
                largest = _read_number(os.path.join(folder, "max_energy_range_uj")) or 0
                self._packages.append((os.path.join(folder, "energy_uj"), largest))

    def read(self) -> list[int]:
        """Microjoules of each package; empty where any cannot be read."""
        energies = []
        for path, _ in self._packages:
            energy = _read_number(path)
            if energy is None:
                return []
            energies.append(energy)
        return energies

    def joules_between(self, before: list[int], after: list[int]) -> Optional[float]:
        """Of all packages. None where a reading is empty or nothing was spent: the sample was too short."""
        if not before or len(before) != len(after):
            return None
        spent = 0
        for first, second, (_, largest) in zip(before, after, self._packages):
            if second >= first:
                spent += second - first
            elif first <= largest:  # the counter started anew
                spent += largest - first + second
        return spent * 1e-6 if spent > 0 else None

    def refusal(self) -> str:
        """Why there is nothing to read; empty where there is."""
        if not self._packages:
            return "no RAPL in {} (virtual machines and most Arm have none)".format(_CLASS)
        if not self.read():
            return "{} cannot be read: only root may read it unless it is told otherwise (sudo chmod a+r)".format(
                self._packages[0][0])
        return ""
