"""Axes: what of a benchmark may be varied. Their values are integers, reals, words, booleans or sizes in bytes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Sequence, Union

from .failure import Failure


class Bytes(int):
    """A size in bytes, shown as one: ``axes={"block": [Bytes(4096)]}``."""


Value = Union[bool, int, float, str, Bytes]
_TYPES: dict[type, str] = {bool: "boolean", int: "integer", float: "real", str: "word", Bytes: "bytes"}
_INTEGER_LIMIT = 1 << 63


@dataclass(frozen=True)
class Axis:
    name: str
    type: str  # as the protocol names it
    values: tuple[Value, ...]

    def as_json(self) -> dict[str, Any]:
        return {"type": self.type, "values": [value_json(value) for value in self.values]}


def value_json(value: Value) -> Any:
    return {"bytes": int(value)} if isinstance(value, Bytes) else value


def axis_of(owner: str, name: object, values: object) -> Axis:
    """The axis that an author wrote; `owner` names the benchmark in what is raised."""
    if not isinstance(name, str) or not name.isidentifier():
        raise Failure("{}: \"{}\" is no name for an axis".format(owner, str(name)[:80]), kind="malformed",
                      remedy="name an axis as a parameter of the function is named")
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence):
        if not isinstance(values, range):
            raise Failure("{}: the axis {} is {}, not a list of values".format(owner, name, repr(values)[:80]),
                          kind="malformed", remedy="write {}=[…]".format(name))
    if not values:
        raise Failure("{}: the axis {} has no values".format(owner, name), kind="malformed",
                      remedy="give it at least one")
    kinds = {type(value) for value in values}
    if kinds == {int, float}:  # 1 among 0.5 and 2.5 is a real
        kinds, values = {float}, [float(value) for value in values]
    kind = kinds.pop()
    if kinds or kind not in _TYPES:
        raise Failure("{}: the values {} of the axis {} have no common type".format(owner, repr(values)[:80], name),
                      kind="malformed", remedy="give integers, reals, words, booleans or Bytes, and only one of them")
    for value in values:
        _check_value(owner, name, value)
    return Axis(name, _TYPES[kind], tuple(values))


def _check_value(owner: str, name: str, value: Value) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise Failure("{}: the axis {} has the value {}".format(owner, name, value), kind="malformed",
                      remedy="give finite numbers")
    if isinstance(value, int) and not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
        raise Failure("{}: the axis {} has a value beyond 64 bits".format(owner, name), kind="malformed",
                      remedy="give smaller integers")


def value_of(axis: Axis, given: object) -> Value:
    """The value of a command's parameter. Raises Failure for one of another type."""
    if axis.type == "bytes" and isinstance(given, dict):
        given = given.get("bytes")
    plain = isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given)
    if axis.type == "real" and plain:
        return float(given)  # type: ignore[arg-type]  # plain
    if axis.type in ("integer", "bytes") and plain and given == int(given):  # type: ignore[call-overload]
        number = int(given)  # type: ignore[call-overload]
        return Bytes(number) if axis.type == "bytes" else number
    if axis.type == "boolean" and isinstance(given, bool):
        return given
    if axis.type == "word" and isinstance(given, str):
        return given
    raise Failure("the parameter {} is {}, not of type {}".format(axis.name, repr(given)[:80], axis.type),
                  kind="invalid_argument", remedy="give values such as {}".format(axis.values[0]))


def parse_value(axis: Axis, text: str) -> Value:
    """The value that a person typed."""
    try:
        if axis.type == "integer":
            return int(text)
        if axis.type == "bytes":
            return Bytes(text)
        if axis.type == "real":
            return value_of(axis, float(text))
        if axis.type == "boolean":
            return {"true": True, "false": False}[text]
    except (ValueError, KeyError):
        raise Failure("{}={} is not of type {}".format(axis.name, text[:80], axis.type), kind="invalid_argument",
                      remedy="give values such as {}".format(axis.values[0])) from None
    return text
