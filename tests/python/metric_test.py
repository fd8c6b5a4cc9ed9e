"""inference_pio_bench/metric.py"""

import math
from decimal import Decimal

import pytest

from inference_pio_bench.failure import Failure
from inference_pio_bench.metric import Metric, check_metric_name, finite_values


class ArrayOfTwo:
    """Refuses to be one number, as arrays of numerical libraries do."""

    def __init__(self, error):
        self._error = error

    def __float__(self):
        raise self._error

    def __iter__(self):
        return iter([1, 2.5])


def test_numbers_of_any_kind_are_values():
    assert finite_values("a", 1) == [1.0]
    assert finite_values("a", Decimal("0.5")) == [0.5]
    assert finite_values("a", [1, 2.5]) == [1.0, 2.5]
    assert finite_values("a", (n for n in range(2))) == [0.0, 1.0]
    for error in (TypeError("size"), ValueError("size"), RuntimeError("size")):
        assert finite_values("a", ArrayOfTwo(error)) == [1.0, 2.5]


@pytest.mark.parametrize("value", [
    math.nan, math.inf, -math.inf, [1, math.nan], [], "1", b"1", ["1"], None, [None], [[1]], 10**400, [10**400], {"a"},
    object(),
])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(Failure, match="speed") as caught:
        finite_values("speed", value)
    assert caught.value.kind == "malformed"


@pytest.mark.parametrize("name", ["", "Latency", "1st", "a b", "ä", "a" * 65, "a-b", "a\n", 7, None])
def test_names_are_snake_case(name):
    with pytest.raises(Failure):
        check_metric_name(name)


def test_a_definition_has_all_fields_of_the_protocol():
    assert Metric("a", "s").as_json() == {
        "name": "a", "version": 1, "unit": "s", "direction": "neutral", "reduction": "median", "meaning": "",
        "centre": "median"}
