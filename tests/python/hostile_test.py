"""Whatever a benchmark does besides stays out of the conversation, or ends as a `failed` event."""

import signal

HOSTILE = r"""
import json, math, os, sys, threading
from inference_pio_bench import benchmark, Metric

print('{"event":"party"}', flush=True)

def hostile(body):
    benchmark(name=body.__name__)(lambda: body)
    return body

@hostile
def garbage(sample):
    os.write(1, b'\xff\xfe{"event":"sample"}\n' * 1000)
    sys.stderr.write('{"event":"sample"}\n')
    sample.set("hits", 1)

@hostile
def long_line(sample):
    sys.stdout.write("x" * (20 << 20) + "\n")
    sample.set("hits", 1)

@hostile
def closes_output(sample):
    sys.stdout.close()
    sys.stderr.close()
    os.close(1)
    sample.set("hits", 1)

@hostile
def reads_input(sample):
    assert sys.stdin.read() == ""
    assert os.read(0, 10) == b""
    sample.set("hits", 1)

@hostile
def looks_for_the_pipe(sample):
    assert "PIO_EVENT_FD" not in os.environ
    import subprocess
    count = subprocess.run([sys.executable, "-c", "import os; print(len(os.listdir('/proc/self/fd')))"],
                           stdout=subprocess.PIPE, check=True).stdout
    sample.set("descriptors", int(count))

@hostile
def forks(sample):
    os.fork()
    sample.set("hits", os.getpid())

@hostile
def exits(sample):
    sys.exit("goodbye")

@hostile
def exits_in_a_thread(sample):
    thread = threading.Thread(target=lambda: sys.exit(3))
    thread.start()
    thread.join()
    sample.set("hits", 1)

@hostile
def raises_a_base_exception(sample):
    raise GeneratorExit("odd")

@hostile
def recursion(sample):
    recursion(sample)

@hostile
def nan(sample):
    sample.set("hits", float("nan"))

@hostile
def bad_name(sample):
    sample.set("Hits per second", 1)

@hostile
def text(sample):
    sample.set("hits", "many")

@hostile
def flood(sample):
    sample.set("hits", [0.1234567890123] * 2_000_000)

@hostile
def strange_facts(sample):
    sample.set("hits", 1)

@benchmark
def benchmark_facts(preparation):
    preparation.facts["model"] = object()
    return lambda: None

@benchmark
def benchmark_nan_fact(preparation):
    preparation.facts["model"] = math.nan
    return lambda: None

@hostile
def surrogate(sample):
    raise RuntimeError("\ud800 and \x00 in a message")

@hostile
def dies(sample):
    os.kill(os.getpid(), 9)

@hostile
def leaves(sample):
    os._exit(7)

@hostile
def closes_everything(sample):
    os.closerange(3, 256)
"""


def measured(worker, name):
    answer = worker.measure(name)
    worker.expect("released", "release")
    return answer


def test_output_and_input_are_the_benchmarks_own(worker_of):
    worker = worker_of(HOSTILE)
    for name in ("garbage", "long_line", "reads_input", "exits_in_a_thread", "closes_output"):
        assert measured(worker, name)["metrics"]["hits"] == [1], name
    assert measured(worker, "garbage")["event"] in ("sample", "failed"), "after its output was closed"
    assert worker.ask("describe")["event"] == "described"


def test_children_do_not_inherit_the_pipes(worker_of):
    sample = measured(worker_of(HOSTILE), "looks_for_the_pipe")
    assert sample["metrics"]["descriptors"] == [4], "0, 1, 2 and that of the listing"


def test_a_fork_that_comes_back_is_not_a_second_worker(worker_of):
    worker = worker_of(HOSTILE)
    for _ in range(3):
        assert measured(worker, "forks")["metrics"]["hits"] == [worker.process.pid]
    assert worker.ask("describe")["event"] == "described"
    worker.process.stdin.close()
    assert worker.read_event() is None, "nothing holds the events open"


def test_what_is_raised_is_a_failure_and_the_worker_goes_on(worker_of):
    worker = worker_of(HOSTILE)
    for name, words in [("exits", "sys.exit(goodbye)"), ("raises_a_base_exception", "GeneratorExit"),
                        ("recursion", "RecursionError"), ("surrogate", "in a message")]:
        failed = measured(worker, name)
        assert failed["event"] == "failed" and words in failed["message"], failed
        assert len(failed["message"]) < 4000


def test_values_that_are_none_are_malformed(worker_of):
    worker = worker_of(HOSTILE)
    for name, words in [("nan", "hits is nan"), ("bad_name", "Hits per second"), ("text", "many"), ("flood", "allows")]:
        failed = measured(worker, name)
        assert (failed["event"], failed["kind"]) == ("failed", "malformed") and words in failed["message"], name
    for name in ("facts", "nan_fact"):
        assert worker.ask("prepare", benchmark=name)["kind"] == "malformed"
    assert measured(worker, "reads_input")["event"] == "sample"


def test_death_ends_the_conversation_and_says_how(worker_of):
    for name, code in [("dies", -signal.SIGKILL), ("leaves", 7)]:
        worker = worker_of(HOSTILE)
        assert worker.measure(name) is None
        assert worker.end()[0] == code
    worker = worker_of(HOSTILE)
    assert worker.measure("closes_everything") is None
    code, errors = worker.end()
    assert code != 0 and "Bad file descriptor" in errors


def test_a_parent_that_is_gone_ends_the_worker(worker_of):
    worker = worker_of(HOSTILE)
    worker.measure("reads_input")
    assert worker.end() == (0, "")


def test_a_descriptor_that_is_none_is_named(write_script, run_by_hand):
    path = write_script("import inference_pio_bench\n@inference_pio_bench.benchmark\ndef benchmark_a():\n"
                        "    return lambda: 1\ninference_pio_bench.main()\n")
    for number in ("77", "x", "", "-1", str(10**30)):
        done = run_by_hand(path, environment={"PIO_EVENT_FD": number})
        assert done.returncode != 0
        assert "PIO_EVENT_FD" in done.stderr and "run this program by hand" in done.stderr
        assert "Traceback" not in done.stderr
