"""What one command of the worker protocol costs in Python: from sending it to having its answer.

    python3 tests/python/protocol_overhead.py [ROUNDS]

`measure` is a sample of nothing, with all the evidence that is read around it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from conversation import Conversation

PACKAGE = Path(__file__).resolve().parents[2] / "python"
SCRIPT = """
from inference_pio_bench import benchmark, main

@benchmark
def benchmark_nothing():
    return lambda sample: sample.set("latency", 0)

main()
"""


def measure_commands(rounds):
    """Seconds of each round, by command."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark_nothing.py"
        path.write_text(SCRIPT)
        worker = Conversation([sys.executable, str(path)], PACKAGE)
        try:
            worker.expect("ready", "prepare", benchmark="nothing")
            commands = ("measure", "estimate")
            return {command: [_round_trip(worker, command) for _ in range(rounds)] for command in commands}
        finally:
            worker.close()


def _round_trip(worker, command):
    begin = perf_counter()
    worker.ask(command, benchmark="nothing")
    return perf_counter() - begin


def main(arguments):
    rounds = int(arguments[0]) if arguments else 2000
    for command, times in measure_commands(rounds).items():
        times.sort()
        print("{:<10} median {:.3f} ms, p99 {:.3f} ms".format(
            command, times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3))


if __name__ == "__main__":
    main(sys.argv[1:])
