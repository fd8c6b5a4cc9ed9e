"""Reads a JSON document: the form with axes and setup that is not timed."""

import json

from inference_pio_bench import benchmark, main


@benchmark(axes={"entries": [100, 1_000]})
def benchmark_json(entries):
    """Parse a JSON document"""
    text = json.dumps([{"word": "word{}".format(i), "count": i} for i in range(entries)])

    def measure(sample):
        with sample.time("latency"):
            document = json.loads(text)
        assert len(document) == entries, "entries were lost"

    return measure


if __name__ == "__main__":
    main()
