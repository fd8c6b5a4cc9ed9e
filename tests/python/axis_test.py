"""inference_pio_bench/axis.py"""

import pytest

from inference_pio_bench.axis import Axis, Bytes, axis_of, parse_value, value_json, value_of
from inference_pio_bench.failure import Failure


@pytest.mark.parametrize("values, kind", [
    ([1, 2], "integer"), ([0.5], "real"), ([1, 0.5], "real"), (["a"], "word"), ([True, False], "boolean"),
    ([Bytes(4096)], "bytes"), (range(3), "integer"), ((1,), "integer"),
])
def test_the_type_is_that_of_the_values(values, kind):
    axis = axis_of("x", "size", values)
    assert axis.type == kind
    assert list(axis.values) == list(values)


@pytest.mark.parametrize("values", [
    [], [1, "a"], [True, 1], [1, Bytes(1)], [None], [[1]], "word", 7, None, [float("nan")], [float("inf")], [1 << 63],
    {"a": 1},
])
def test_values_that_cannot_be_are_refused_by_name(values):
    with pytest.raises(Failure, match="size") as caught:
        axis_of("benchmark x", "size", values)
    assert caught.value.kind == "malformed"
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["", "two words", 7, "a=b", "1st"])
def test_names_are_those_of_parameters(name):
    with pytest.raises(Failure):
        axis_of("x", name, [1])


def test_the_order_of_declaration_and_sizes_reach_the_protocol():
    assert axis_of("x", "block", [Bytes(4096), Bytes(1)]).as_json() == {
        "type": "bytes", "values": [{"bytes": 4096}, {"bytes": 1}]}


@pytest.mark.parametrize("kind, given, value", [
    ("integer", 3, 3), ("integer", 3.0, 3), ("real", 3, 3.0), ("word", "a", "a"), ("boolean", False, False),
    ("bytes", {"bytes": 7}, Bytes(7)),
])
def test_parameters_get_the_type_of_their_axis(kind, given, value):
    got = value_of(Axis("size", kind, (value,)), given)
    assert got == value and type(got) is type(value)


@pytest.mark.parametrize("kind, given", [
    ("integer", 3.5), ("integer", "3"), ("integer", True), ("integer", None), ("real", "x"), ("real", float("nan")),
    ("word", 3), ("boolean", 1), ("bytes", {"megabytes": 7}), ("integer", float("inf")), ("integer", [1]),
])
def test_parameters_of_another_type_are_refused(kind, given):
    with pytest.raises(Failure, match="size") as caught:
        value_of(Axis("size", kind, (1,)), given)
    assert caught.value.kind == "invalid_argument"


def test_what_a_person_types():
    assert parse_value(Axis("n", "integer", (1,)), "12") == 12
    assert parse_value(Axis("n", "boolean", (True,)), "false") is False
    assert value_json(parse_value(Axis("n", "bytes", (Bytes(1),)), "12")) == {"bytes": 12}
    for kind, text in [("integer", "x"), ("real", ""), ("boolean", "yes"), ("bytes", "1k"), ("real", "nan")]:
        with pytest.raises(Failure, match="n"):
            parse_value(Axis("n", kind, (1,)), text)
