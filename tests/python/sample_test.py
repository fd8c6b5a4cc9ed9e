"""inference_pio_bench/sample.py"""

import time

import pytest

from inference_pio_bench.failure import Failure
from inference_pio_bench.metric import Metric
from inference_pio_bench.sample import SHORTEST_TIMED_NS, Sample


def test_a_block_is_timed_once():
    sample, calls = Sample(), []
    with sample.time("latency"):
        time.sleep(0.002)
        calls.append(1)
    event = sample.as_event()
    assert len(calls) == 1
    assert event["metrics"]["latency"][0] >= 0.002
    assert event["repetitions"] == {}


def test_a_short_body_is_repeated_and_later_samples_do_the_same_work():
    repetitions, found_out = {}, 0
    for _ in range(2):
        calls = []
        sample = Sample(repetitions)
        assert sample.time("latency", lambda: calls.append(1) or 7) == 7
        times = sample.as_event()["repetitions"]["latency"]
        assert times == repetitions["latency"] >= 2
        assert sample.values()["latency"][0] * times * 1e9 >= SHORTEST_TIMED_NS * 0.999
        assert len(calls) >= found_out, "a later sample begins with what the one before it found out"
        found_out = times


def test_several_times_of_one_metric_are_several_values():
    sample = Sample()
    for _ in range(3):
        with sample.time("latency"):
            pass
    assert len(sample.values()["latency"]) == 3


def test_what_raises_was_not_timed():
    sample = Sample()
    with pytest.raises(KeyError):
        with sample.time("latency"):
            raise KeyError
    assert sample.values() == {}


def test_set_replaces_and_refuses():
    sample = Sample()
    sample.set("hits", 3)
    sample.set("hits", [1, 2])
    assert sample.values() == {"hits": [1.0, 2.0]}
    for name, value in [("hits", float("nan")), ("No Name", 1), ("hits", "x")]:
        with pytest.raises(Failure):
            sample.set(name, value)
    assert sample.values() == {"hits": [1.0, 2.0]}


def test_definitions_spans_and_digests_reach_the_event():
    sample = Sample()
    sample.define(Metric("hits", "number"))
    sample.span("load", 10, 20)
    sample.set_output_digest("42")
    event = sample.as_event()
    assert [one["name"] for one in event["definitions"]] == ["hits"]
    assert event["spans"] == [{"name": "load", "begin_ns": 10, "end_ns": 20, "sequence": -1}]
    assert event["output_digest"] == "42"
    with pytest.raises(Failure, match="catalogue"):
        sample.define(Metric("ttft", "ms"))


def test_the_injected_slowdown_is_spent_inside():
    sample = Sample(injected_slowdown=1.0)
    begin = time.perf_counter()
    with sample.time("latency"):
        time.sleep(0.01)
    spent = time.perf_counter() - begin
    assert 0.02 <= sample.values()["latency"][0] <= spent
