"""Metric definitions: what a number means, in which unit, and which way is better."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Iterable, Literal, SupportsFloat, Union

from .failure import Failure

Direction = Literal["lower_is_better", "higher_is_better", "neutral"]
Reduction = Literal["median", "minimum", "lower_decile", "maximum", "pooled"]
Centre = Literal["median", "fast_quartile"]
Number = Union[SupportsFloat, Iterable[SupportsFloat]]  # one value, or several of a distribution

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@dataclass(frozen=True)
class Metric:
    """A metric that is not in the catalogue (docs/measurement.md). A changed meaning is a new version.

    `reduction` says how the samples of one process become one value, `centre` how the values of the processes
    become one; `pooled` metrics are distributions, reported by quantiles.
    """

    name: str
    unit: str
    direction: Direction = "neutral"
    meaning: str = ""
    reduction: Reduction = "median"
    version: int = 1
    centre: Centre = "median"

    def as_json(self) -> dict[str, Any]:
        """As the protocol has it."""
        return {"name": self.name, "version": self.version, "unit": self.unit, "direction": self.direction,
                "reduction": self.reduction, "meaning": self.meaning, "centre": self.centre}


def check_metric_name(name: object) -> None:
    if not isinstance(name, str) or not _NAME.match(name):
        raise Failure('"{}" is no name for a metric'.format(str(name)[:80]), kind="malformed",
                      remedy="use small letters, digits and underscores, a letter first, at most 64")


def finite_values(name: str, value: Number) -> list[float]:
    """The values of a metric. Raises Failure for what is no finite number, and for none."""
    check_metric_name(name)
    if isinstance(value, (str, bytes)):
        raise _no_number(name, value)
    values: list[float] = []
    try:
        values = [float(value)]  # type: ignore[arg-type]  # an iterable is told apart by trying
    except OverflowError:
        raise _no_number(name, value) from None
    except (TypeError, ValueError, RuntimeError):  # arrays of several values refuse in these three ways
        if not isinstance(value, Iterable):
            raise _no_number(name, value) from None
        for one in value:
            values.append(_number(name, one))
    if not values:
        raise Failure("metric {} has no values".format(name), kind="malformed",
                      remedy="leave a metric out where it could not be measured")
    for number in values:
        if not math.isfinite(number):
            raise Failure("metric {} is {}, not a finite number".format(name, number), kind="malformed",
                          remedy="leave a metric out where it could not be measured")
    return values


def _number(name: str, value: Any) -> float:
    if isinstance(value, (str, bytes)):
        raise _no_number(name, value)
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise _no_number(name, value) from None


def _no_number(name: str, value: object) -> Failure:
    shown = repr(value) if not isinstance(value, int) else "an integer beyond 1e308"
    return Failure("metric {} is {}, not a finite number".format(name, shown[:80]), kind="malformed",
                   remedy="give a number, or a list of numbers")
