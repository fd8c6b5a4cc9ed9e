"""Splits a text: a function that prints what it measured."""

import time


def benchmark_split():
    text = "word " * 100_000
    start = time.perf_counter()
    words = text.split()
    elapsed = time.perf_counter() - start
    print("Latency: {:.9f} s".format(elapsed))
    print("Words: {} words".format(len(words)))
