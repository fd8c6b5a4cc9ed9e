"""inference_pio_bench/guide_function.py and captured_output.py; tests/worker/guide_adapter_test.cpp has more."""

import pytest

SCRIPT = """
import os, sys

def benchmark_closes_descriptor():
    os.close(1)

def benchmark_closes_output():
    print("Hits: 3")
    sys.stdout.close()

def benchmark_long_line():
    sys.stdout.write("x" * (20 << 20) + "\\n")
    print("Hits: 3")

def benchmark_child_stays():
    import subprocess
    print("Hits: 3", flush=True)
    subprocess.Popen(["sleep", "20"])

async def benchmark_coroutine():
    import asyncio
    await asyncio.sleep(0)
    print("Hits: 3")

def benchmark_garbage():
    os.write(1, b"\\xff\\xfe: 3 s\\nHits: 3\\n")

def benchmark_default(count=3):
    print("Hits:", count)
"""


@pytest.fixture(params=["guide", "registered"])
def worker(request, worker_of, guide_worker_of):
    return guide_worker_of(SCRIPT) if request.param == "guide" else worker_of(SCRIPT)


@pytest.mark.parametrize("name", ["closes_output", "long_line", "child_stays", "coroutine", "garbage", "default"])
def test_what_it_prints_is_read_whatever_it_does_besides(worker, name):
    sample = worker.measure(name)
    assert sample["event"] == "sample", sample
    assert sample["metrics"]["hits"] == [3.0] and sample["metrics"]["latency"][0] > 0


def test_output_that_is_closed_stays_closed_to_the_script_alone(worker):
    assert worker.measure("closes_descriptor")["event"] == "sample"
    for _ in range(2):
        assert worker.expect("sample", "measure")["metrics"]["latency"][0] > 0
    worker.expect("released", "release")
    assert worker.measure("garbage")["metrics"]["hits"] == [3.0]
