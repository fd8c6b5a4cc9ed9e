"""inference_pio_bench/measured_call.py: the form of pytest-benchmark, registered or found in a guide script."""

import pytest

SCRIPT = """
TRACE = []

def benchmark_sort(benchmark):
    '''Sort numbers'''
    TRACE.append("setup")
    numbers = [3, 1, 2]
    assert benchmark(sorted, numbers, reverse=True) == [3, 2, 1]
    TRACE.append("teardown")

def benchmark_decorated(benchmark):
    @benchmark
    def result():
        return 7
    assert result == 7

def benchmark_pedantic(benchmark):
    given = []
    def setup():
        given.append(1)
        return (list(given),), {}
    torn_down = []
    result = benchmark.pedantic(len, setup=setup, teardown=torn_down.append, rounds=100)
    assert result == len(given) == len(torn_down), (result, given, torn_down)

def benchmark_iterations(benchmark):
    calls = []
    benchmark.pedantic(calls.append, args=(1,), iterations=10)
    assert len(calls) % 10 == 0 and calls

def benchmark_trace(benchmark):
    benchmark(lambda: None)
    assert TRACE == ["setup", "teardown"], TRACE

def benchmark_twice(benchmark):
    benchmark(lambda: None)
    benchmark(lambda: None)

def benchmark_never(benchmark):
    pass

def benchmark_raises(benchmark):
    try:
        benchmark(lambda: 1 / 0)
    finally:
        TRACE.append("unwound")

def benchmark_wrong(benchmark):
    assert benchmark(lambda: 1) == 2, "one is not two"
"""


@pytest.fixture(params=["guide", "registered"])
def worker(request, worker_of, guide_worker_of):
    return guide_worker_of(SCRIPT) if request.param == "guide" else worker_of("import inference_pio_bench\n" + SCRIPT)


def test_one_call_is_measured_and_setup_is_done_once(worker):
    described = worker.expect("described", "describe")["benchmarks"]
    assert described[0]["name"] == "sort" and described[0]["doc"] == "Sort numbers"
    sample = worker.measure("sort")
    assert sample["repetitions"]["latency"] > 1, "too short for the clock"
    assert 0 < sample["metrics"]["latency"][0] < sample["evidence"]["wall_s"]
    worker.expect("sample", "measure")
    worker.expect("released", "release")
    worker.measure("trace")
    worker.expect("released", "release")


@pytest.mark.parametrize("name", ["decorated", "pedantic", "iterations"])
def test_the_other_ways_to_call_it(worker, name):
    assert worker.measure(name)["event"] == "sample"
    worker.expect("sample", "measure")
    worker.expect("released", "release")


def test_a_case_without_samples_ends_without_a_call(worker):
    worker.expect("ready", "prepare", benchmark="wrong")
    worker.expect("released", "release")


def test_mistakes_are_told(worker):
    failed = worker.ask("prepare", benchmark="never")
    assert failed["event"] == "failed" and failed["kind"] == "malformed"
    assert "ZeroDivisionError" in worker.measure("raises")["message"]
    worker.expect("released", "release")
    worker.measure("twice")
    assert "twice" in worker.expect("failed", "release")["message"]
    worker.measure("wrong")
    assert worker.expect("failed", "release")["kind"] == "mismatch"
