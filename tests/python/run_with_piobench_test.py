"""A project outside of the tree, measured by the program itself."""

import json
import os
import subprocess

import pytest

SORT = '''
from inference_pio_bench import Metric, benchmark, main, skip
from src.inference_pio.common.hardware_analyzer import get_system_profile


@benchmark(axes={"count": [1_000, 4_000]}, metrics=[Metric("sorted_per_second", "numbers/s", "higher_is_better")])
def benchmark_sort(count, preparation):
    """Sort numbers"""
    numbers = list(range(count, 0, -1))
    preparation.set("load_time", 0.25)

    def measure(sample):
        sample.time("latency", lambda: sorted(numbers))
        sample.set("sorted_per_second", count / sample.values()["latency"][0])

    yield measure


@benchmark
def benchmark_generation():
    def measure(sample):
        with sample.generation(prompt_tokens=64) as generation:
            generation.tokenized()
            generation.prefilled()
            for _ in range(16):
                sum(range(2000))
                generation.token()

    return measure


@benchmark
def benchmark_gpu():
    skip("no GPU here")


if __name__ == "__main__":
    main()
'''
GUIDE = '''
import time
from src.inference_pio.common.hardware_analyzer import get_system_profile
from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks
from model import load_model, dummy_input, real_input

def benchmark_inference():
    # 1. Setup
    model = load_model()

    # 2. Warmup
    model.infer(dummy_input)

    # 3. Measurement
    start = time.perf_counter()
    model.infer(real_input)
    end = time.perf_counter()

    # 4. Reporting
    print(f"Latency: {end - start:.4f}s")

def benchmark_copy(benchmark):
    benchmark(bytes, bytearray(1 << 16))
'''
WHOLE = '''
from src.inference_pio.common.hardware_analyzer import get_system_profile

if __name__ == "__main__":
    print("Processors:", len(get_system_profile()["cpu"]))
'''
MODEL = '''
import time

class Model:
    def infer(self, data):
        time.sleep(0.002)

def load_model():
    return Model()

dummy_input = real_input = None
'''


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Caches of its own, and nothing of ours on the path but what piobench puts there."""
    given = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PIO_EVENT_FD")}
    return {**given, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}


def run_piobench(piobench, environment, *arguments):
    return subprocess.run([piobench, *map(str, arguments)], env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=300, check=False)


@pytest.fixture(scope="module")
def records(tmp_path_factory, piobench, environment):
    """The records of a quick run of a project with three scripts, by benchmark, count and metric."""
    project = tmp_path_factory.mktemp("project")
    folder = project / "speed"
    folder.mkdir()
    (folder / "benchmark_numbers.py").write_text(SORT)
    (folder / "benchmark_guide.py").write_text(GUIDE)
    (folder / "benchmark_whole.py").write_text(WHOLE)
    (folder / "model.py").write_text(MODEL)
    done = run_piobench(piobench, environment, "run", "--path", folder, "--quick", "--budget", "60s", "--results-dir",
                        project / "results")
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (project / "results").rglob("results.json")
    found = {}
    for record in json.loads(path.read_text()):
        key = (record["benchmark"], record["parameters"].get("count"), record["metric"])
        found.setdefault(key, []).append(record)
    return found


def only(records, *key):
    (record,) = records[key]
    return record


def test_every_case_is_measured(records):
    for count in (1000, 4000):
        record = only(records, "speed/sort", count, "latency")
        assert record["status"] in ("ok", "unstable") and record["value"] > 0
        assert record["process_count"] >= 2 and record["unit"] == "s"
    assert only(records, "speed/inference", None, "latency")["value"] >= 0.002
    assert only(records, "speed/copy", None, "latency")["value"] > 0
    assert only(records, "speed/whole", None, "processors")["value"] > 0, "a plain script has the guide's names, too"


def test_metrics_have_their_definitions(records):
    record = only(records, "speed/sort", 1000, "sorted_per_second")
    assert (record["unit"], record["direction"]) == ("numbers/s", "higher_is_better")
    assert only(records, "speed/sort", 1000, "load_time")["value"] == 0.25
    statistics = {record["statistic"] for record in records["speed/generation", None, "itl"]}
    assert statistics == {"p50", "p90", "p99"}
    assert only(records, "speed/generation", None, "decode_throughput")["value"] > 0


def test_memory_and_evidence_are_there_and_what_is_missing_has_a_reason(records):
    assert only(records, "speed/sort", 1000, "peak_memory")["value"] > 1 << 20
    noise = only(records, "speed/sort", 1000, "latency")["noise"]
    assert noise["missing"]["instructions"] == "a worker in Python does not read it"


def test_a_skipped_case_says_why(records):
    skipped = [record for key, found in records.items() for record in found if key[0] == "speed/gpu"]
    assert skipped and all(one["status"] == "skipped" and "no GPU here" in one["status_reason"] for one in skipped)


def test_broken_scripts_are_named_and_the_others_run(tmp_path, piobench, environment):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "benchmark_axes.py").write_text(
        "from inference_pio_bench import benchmark, main\n@benchmark(axes={'count': []})\n"
        "def benchmark_axes(count): pass\nmain()\n")
    (folder / "benchmark_silent.py").write_text(
        "from inference_pio_bench import benchmark\n@benchmark\ndef benchmark_silent(): return lambda: None\n")
    (folder / "benchmark_dying.py").write_text(
        "import os\nfrom inference_pio_bench import benchmark, main\n@benchmark\ndef benchmark_dying():\n"
        "    return lambda: os._exit(9)\nmain()\n")
    (folder / "benchmark_fine.py").write_text(
        "from inference_pio_bench import benchmark, main\n@benchmark\ndef benchmark_fine():\n"
        "    return lambda: None\nmain()\n")
    done = run_piobench(piobench, environment, "run", "--path", folder, "--quick", "--budget", "20s", "--results-dir",
                        tmp_path / "results")
    said = done.stdout + done.stderr
    assert done.returncode == 3, said
    assert "count has no values" in said and "benchmark_axes.py" in said
    assert "never calls main()" in said
    (path,) = (tmp_path / "results").rglob("results.json")
    status = {record["benchmark"]: record["status"] for record in json.loads(path.read_text())}
    assert status["broken/fine"] in ("ok", "unstable")
    assert status["broken/dying"] == "failed"


def test_listing_shows_axes_and_docs(tmp_path, piobench, environment):
    (tmp_path / "benchmark_numbers.py").write_text(SORT)
    done = run_piobench(piobench, environment, "list", "--path", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Sort numbers" in done.stdout and "count=1000,4000" in done.stdout
