"""inference_pio_bench/by_hand.py: a script that a person runs."""

SCRIPT = """
from inference_pio_bench import benchmark, main, Metric, skip

@benchmark(axes={"count": [10, 20], "kind": ["quick"]}, metrics=[Metric("swaps", "swaps")])
def benchmark_sort(count, kind):
    '''Sort numbers'''
    def measure(sample):
        sample.set("latency", 0.25)
        sample.set("swaps", count)
    return measure

def benchmark_guide():
    print("Hits: 3")
    print("Latency: 12 ms")

if __name__ == "__main__":
    main()
"""


def test_a_small_table(write_script, run_by_hand):
    done = run_by_hand(write_script(SCRIPT))
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["sort[count=10,kind=quick]"] in lines and ["guide"] in lines
    assert ["latency", "0.25", "s"] in lines and ["swaps", "10", "swaps"] in lines
    assert ["latency", "0.012", "s"] in lines and ["hits", "3", "number"] in lines
    assert done.stderr == ""


def test_one_benchmark_at_a_point_of_its_axes(write_script, run_by_hand):
    done = run_by_hand(write_script(SCRIPT), "sort", "count=7")
    assert "sort[count=7,kind=quick]" in done.stdout and "guide" not in done.stdout
    listed = run_by_hand(write_script(SCRIPT), "--list").stdout
    assert "sort  Sort numbers" in listed and "count: 10 20" in listed
    assert "NAME [AXIS=VALUE]" in run_by_hand(write_script(SCRIPT), "--help").stdout


def test_wrong_usage_says_what_is_right(write_script, run_by_hand):
    for arguments, words in [(["--fast"], "unknown option --fast"), (["nothing"], "no benchmark named nothing"),
                             (["sort", "size=1"], "no axis size"), (["sort", "count=x"], "count=x"),
                             (["sort", "guide"], "two benchmarks")]:
        done = run_by_hand(write_script(SCRIPT), *arguments)
        assert done.returncode == 2 and words in done.stderr, arguments
        assert "Traceback" not in done.stderr


def test_what_fails_is_told_and_the_others_run(write_script, run_by_hand):
    done = run_by_hand(write_script("""
from inference_pio_bench import benchmark, main, skip
@benchmark
def benchmark_skipped(): skip("no GPU", "plug one in")
@benchmark
def benchmark_broken(): return lambda: 1 / 0
@benchmark
def benchmark_fine(): return lambda: None
main()
"""))
    assert done.returncode == 3
    assert "no GPU" in done.stderr and "plug one in" in done.stderr and "ZeroDivisionError" in done.stderr
    assert "latency" in done.stdout.partition("fine")[2]


def test_a_script_that_never_calls_main_is_told(write_script, run_by_hand):
    text = "import inference_pio_bench\n@inference_pio_bench.benchmark\ndef benchmark_a(): return lambda: 1\n"
    assert "never calls main()" in run_by_hand(write_script(text)).stderr
    assert "never calls main()" not in run_by_hand(write_script(text + "raise KeyError\n")).stderr
    assert run_by_hand(write_script("import inference_pio_bench\n")).stderr == ""


def test_a_script_without_benchmarks_is_told(write_script, run_by_hand):
    done = run_by_hand(write_script("import inference_pio_bench\ninference_pio_bench.main()\n"))
    assert done.returncode == 3 and "benchmark_it.py registers no benchmark" in done.stderr


def test_a_guide_script_runs_through_its_adapter(write_script, run_by_hand):
    from conftest import PACKAGE

    script = write_script("def benchmark_a():\n    print('Latency: 3 ms')\n")
    done = run_by_hand(PACKAGE / "inference_pio_bench" / "guide_adapter.py", str(script))
    assert done.returncode == 0 and ["latency", "0.003", "s"] in [line.split() for line in done.stdout.splitlines()]
