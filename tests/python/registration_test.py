"""inference_pio_bench/registration.py"""

import pytest

from inference_pio_bench import registration
from inference_pio_bench.failure import Failure
from inference_pio_bench.metric import Metric
from inference_pio_bench.registration import benchmark, describe_function, registered_benchmarks


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(registration, "_registered", [])


def benchmark_sort(count, kind="quick"):
    """Sort numbers.

    More words.
    """


def test_a_bare_decorator_gives_the_function_back():
    def benchmark_nothing():
        pass

    assert benchmark(benchmark_nothing) is benchmark_nothing
    assert [one.name for one in registered_benchmarks()] == ["nothing"]


def test_what_is_said_of_a_function_reaches_the_protocol():
    described = describe_function(benchmark_sort, axes={"kind": ["quick", "heap"], "count": [10, 20]},
                                  metrics=[Metric("swaps", "number")], reference=("kind", "quick"), deterministic=True)
    assert described.as_json() == {
        "name": "sort", "doc": "Sort numbers.",
        "axes": {"kind": {"type": "word", "values": ["quick", "heap"]},
                 "count": {"type": "integer", "values": [10, 20]}},
        "metrics": [Metric("swaps", "number").as_json()], "deterministic": True,
        "reference": {"axis": "kind", "value": "quick"},
    }
    assert list(described.as_json()["axes"]) == ["kind", "count"], "in the order in which a case's name shows them"


def test_a_name_and_a_doc_can_be_given():
    benchmark(name="quick_sort", doc="Sorts", axes={"count": [1]})(benchmark_sort)
    assert [(one.name, one.doc) for one in registered_benchmarks()] == [("quick_sort", "Sorts")]


@pytest.mark.parametrize("options, words", [
    ({}, "parameter count is no axis"),
    ({"axes": {"count": []}}, "count has no values"),
    ({"axes": {"count": [1, "a"]}}, "count have no common type"),
    ({"axes": {"count": [1], "size": [1]}}, "no parameter for the axis size"),
    ({"axes": {"count": [1], "preparation": [1]}}, "no axis can be named preparation"),
    ({"axes": {"count": [1]}, "metrics": [Metric("ttft", "ms")]}, "stands in the catalogue"),
    ({"axes": {"count": [1]}, "metrics": [Metric("a", "s"), Metric("a", "s")]}, "declared twice"),
    ({"axes": {"count": [1]}, "metrics": [Metric("A b", "s")]}, "no name for a metric"),
    ({"axes": {"count": [1]}, "reference": ("size", 1)}, "reference's axis size"),
    ({"axes": {"count": [1]}, "reference": ("count", "a")}, "not of type integer"),
    ({"axes": {"count": [1]}, "name": "a[b]"}, "no name for a benchmark"),
    ({"axes": {"count": [1]}, "name": "two words"}, "no name for a benchmark"),
    ({"axes": {"count": [1]}, "name": ""}, "no name for a benchmark"),
])
def test_mistakes_are_named_where_they_are_made(options, words):
    with pytest.raises(Failure, match=words.replace("[", r"\[")) as caught:
        benchmark(**options)(benchmark_sort)
    assert caught.value.remedy
    assert registered_benchmarks() == ()


def test_two_benchmarks_of_one_name_are_refused():
    benchmark(axes={"count": [1]})(benchmark_sort)
    with pytest.raises(Failure, match="two benchmarks are named sort"):
        benchmark(axes={"count": [1]})(benchmark_sort)


def test_axes_may_come_as_keywords_or_in_the_preparation():
    def benchmark_keywords(**axes):
        pass

    def benchmark_prepared(preparation):
        pass

    for function in (benchmark_keywords, benchmark_prepared):
        assert [axis.name for axis in describe_function(function, axes={"count": [1]}).axes] == ["count"]
