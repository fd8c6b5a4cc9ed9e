"""inference_pio_bench/worker.py and benchmark_program.py: describe, prepare, measure, release through pipes."""

SORT = """
import os
from inference_pio_bench import benchmark, Metric, Bytes

@benchmark(axes={"count": [10, 1000]}, metrics=[Metric("swaps", "number", "lower_is_better")],
           memory_estimate=lambda count: 8 * count)
def benchmark_sort(count, preparation):
    '''Sort numbers'''
    numbers = list(range(count, 0, -1))
    preparation.set("load_time", 0.25)
    preparation.facts["model"] = "none"
    preparation.progress("made {} numbers with seed {}".format(count, preparation.seed))

    def measure(sample):
        with sample.time("latency"):
            result = sorted(numbers)
        assert result[0] == 1, "not sorted"
        sample.set("swaps", count)

    return measure
"""


def test_a_whole_conversation(worker_of):
    worker = worker_of(SORT)
    described = worker.expect("described", "describe")
    assert described["protocol"] == 1
    (sort,) = described["benchmarks"]
    assert (sort["name"], sort["doc"], list(sort["axes"])) == ("sort", "Sort numbers", ["count"])
    case = {"benchmark": "sort", "parameters": {"count": 50}, "files": {"prompt": "p"}}
    assert worker.expect("provided", "provide", **case)["files"] == {"prompt": "p"}
    assert worker.expect("estimated", "estimate", **case)["memory_bytes"] == 400
    ready = worker.expect("ready", "prepare", seed=18446744073709551615, **case)
    assert ready["metrics"] == {"load_time": 0.25} and ready["facts"] == {"model": "none"}
    assert worker.progress == ["made 50 numbers with seed 18446744073709551615"]
    for _ in range(3):
        sample = worker.expect("sample", "measure")
        assert sample["metrics"]["swaps"] == [50]
        assert sample["metrics"]["latency"][0] > 0
        assert sample["evidence"]["wall_s"] >= sample["metrics"]["latency"][0]
        assert sample["evidence"]["cpu_time_s"] > 0
    worker.expect("released", "release")
    assert worker.measure("sort", count=7)["metrics"]["swaps"] == [7], "another case in the same process"
    assert worker.end() == (0, "")


def test_commands_out_of_order_and_unknown_ones_fail_and_the_worker_goes_on(worker_of):
    worker = worker_of(SORT)
    for line in (b"nonsense", b"[]", b"{}", b'{"do":7}', b"", b"\xff\xfe", b"[" * 100000, b"1e999", b'{"do":"x"}'):
        assert worker.ask(line)["event"] == "failed", line[:20]
    assert worker.ask("measure")["kind"] == "invalid_argument"
    assert worker.ask("prepare", benchmark="sort", parameters={})["kind"] == "invalid_argument"
    assert worker.ask("prepare", benchmark="sort", parameters={"count": "many"})["kind"] == "invalid_argument"
    assert worker.ask("prepare", benchmark="none")["kind"] == "not_found"
    assert worker.ask("prepare", benchmark="sort", parameters={"count": 1}, seed="x")["kind"] == "invalid_argument"
    assert worker.measure("sort", count=3)["event"] == "sample"
    assert worker.ask("prepare", benchmark="sort", parameters={"count": 3})["kind"] == "invalid_argument"
    assert worker.ask("describe")["event"] == "described", "in the middle of a case, too"
    assert worker.expect("sample", "measure")


def test_a_line_that_is_too_long_fails_and_the_next_is_answered(worker_of):
    worker = worker_of(SORT)
    assert worker.ask(b'{"do":"describe","x":"' + b"x" * (20 << 20) + b'"}')["kind"] == "malformed"
    assert worker.ask("describe")["event"] == "described"


def test_teardown_follows_release_and_end(worker_of, tmp_path):
    text = """
from inference_pio_bench import benchmark
@benchmark
def benchmark_file():
    with open({path!r}, "w") as file:
        yield lambda sample: sample.set("closed", file.closed)
        file.write("torn down")
"""
    for end in (lambda worker: worker.expect("released", "release"), lambda worker: worker.end()):
        path = tmp_path / "trace"
        worker = worker_of(text.format(path=str(path)))
        assert worker.measure("file")["metrics"]["closed"] == [0.0]
        assert path.read_text() == ""
        end(worker)
        assert path.read_text() == "torn down"


def test_a_failing_teardown_is_the_answer_to_release(worker_of):
    worker = worker_of("""
from inference_pio_bench import benchmark
@benchmark
def benchmark_it():
    yield lambda: None
    raise OSError("cannot remove it")
""")
    worker.measure("it")
    failed = worker.expect("failed", "release")
    assert failed["kind"] == "io" and "cannot remove it" in failed["message"]
    assert worker.measure("it")["event"] == "sample"
    code, errors = worker.end()
    assert code == 0 and "cannot remove it" in errors


def test_failures_have_kinds_messages_and_remedies(worker_of):
    worker = worker_of("""
from inference_pio_bench import benchmark, Failure, skip
@benchmark
def benchmark_skipped():
    skip("no GPU here", "plug one in")
@benchmark
def benchmark_wrong():
    def measure(sample):
        raise Failure("3 is not 4", kind="mismatch", remedy="count again")
    return measure
@benchmark
def benchmark_assertion():
    def measure(sample):
        assert 1 == 2, "they differ"
    return measure
@benchmark
def benchmark_memory():
    return lambda: bytearray(1 << 60)
@benchmark
def benchmark_setup():
    open("/no/such/file")
@benchmark
def benchmark_kind():
    raise Failure("x", kind="strange")
""")
    assert worker.ask("prepare", benchmark="skipped") == {
        "event": "failed", "kind": "unsupported", "message": "no GPU here", "remedy": "plug one in"}
    kinds = {}
    for name in ("wrong", "assertion", "memory"):
        kinds[name] = worker.measure(name)
        worker.expect("released", "release")
    assert kinds["wrong"] == {"event": "failed", "kind": "mismatch", "message": "3 is not 4", "remedy": "count again"}
    assert kinds["assertion"]["kind"] == "mismatch" and "they differ" in kinds["assertion"]["message"]
    assert kinds["memory"]["kind"] == "out_of_memory"
    assert worker.ask("prepare", benchmark="setup")["kind"] == "not_found"
    failed = worker.ask("prepare", benchmark="kind")
    assert "strange" in failed["message"] and "benchmark_it.py" in failed["message"]
    assert "benchmark_case.py" not in failed["message"], "our own frames help nobody"


def test_what_a_function_gives_instead_of_a_callable_is_named(worker_of):
    worker = worker_of("""
from inference_pio_bench import benchmark
@benchmark
def benchmark_nothing(): pass
@benchmark
def benchmark_number(): return 7
@benchmark
def benchmark_two(): return lambda sample, other: None
@benchmark
def benchmark_empty():
    return
    yield
@benchmark
def benchmark_twice():
    yield lambda: None
    yield lambda: None
""")
    for name, words in [("nothing", "NoneType"), ("number", "int"), ("two", "2 required"),
                        ("empty", "yielded nothing")]:
        failed = worker.ask("prepare", benchmark=name)
        assert (failed["event"], failed["kind"]) == ("failed", "malformed") and words in failed["message"]
    worker.measure("twice")
    assert "yielded twice" in worker.ask("release")["message"]


def test_coroutines_run_in_one_loop_for_a_case(worker_of):
    worker = worker_of("""
import asyncio
from inference_pio_bench import benchmark
@benchmark(axes={"count": [2]})
async def benchmark_service(count):
    queue = asyncio.Queue()
    async def measure(sample):
        with sample.time("latency"):
            await asyncio.sleep(0)
            queue.put_nowait(count)
            sample.set("answer", await queue.get())
    return measure
""")
    for _ in range(2):
        assert worker.measure("service", count=5)["metrics"]["answer"] == [5]
        assert worker.expect("sample", "measure")["metrics"]["answer"] == [5]
        worker.expect("released", "release")


def test_generations_and_withheld_evidence(worker_of, tmp_path):
    worker = worker_of("""
from inference_pio_bench import benchmark
@benchmark(axes={"threads": [1]})
def benchmark_generation(threads):
    def measure(sample):
        with sample.generation(prompt_tokens=4) as generation:
            generation.tokenized()
            generation.prefilled()
            for _ in range(8):
                generation.token()
    return measure
""", environment={"PIO_EVIDENCE_ROOT": str(tmp_path)})
    ready = worker.expect("ready", "prepare", benchmark="generation", parameters={"threads": 1})
    sample = worker.expect("sample", "measure")
    assert len(sample["metrics"]["itl"]) == 7
    assert [span["name"] for span in sample["spans"]] == ["tokenize", "prefill", "first_sampling", "decode"]
    for name in ("steal_s", "cpu_pressure_s", "energy", "energy_per_token", "gpu_peak_memory", "instructions"):
        assert ready["missing"][name], name
        assert name not in sample["evidence"] and name not in sample["metrics"]


def test_energy_that_the_machine_tells_is_a_metric(worker_of, tmp_path):
    zone = tmp_path / "sys/class/powercap/intel-rapl:0"
    zone.mkdir(parents=True)
    (zone / "name").write_text("package-0\n")
    (zone / "max_energy_range_uj").write_text("1000000000\n")
    (zone / "energy_uj").write_text("5000000\n")
    worker = worker_of("""
from inference_pio_bench import benchmark
@benchmark
def benchmark_spend():
    def measure(sample):
        with sample.generation() as generation:
            generation.token()
            generation.token()
        with open({path!r}, "w") as file:
            file.write("7000000")
    return measure
""".format(path=str(zone / "energy_uj")), environment={"PIO_EVIDENCE_ROOT": str(tmp_path)})
    ready = worker.expect("ready", "prepare", benchmark="spend")
    assert "energy" not in ready["missing"]
    sample = worker.expect("sample", "measure")
    assert sample["metrics"]["energy"] == [2.0] and sample["metrics"]["energy_per_token"] == [1.0]
    assert sample["evidence"]["cpu_energy_j"] == 2.0
    assert "energy" not in worker.expect("sample", "measure")["metrics"], "nothing was spent that the counter shows"


def test_memory_of_children_is_told_at_release(worker_of):
    worker = worker_of("""
import subprocess, sys
from inference_pio_bench import benchmark
@benchmark
def benchmark_child():
    return lambda sample: subprocess.run([sys.executable, "-c", "x = bytearray(60 << 20)"], check=True) and None
""")
    worker.measure("child")
    assert worker.expect("released", "release")["children_peak_memory_bytes"] > 60 << 20
