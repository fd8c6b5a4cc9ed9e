"""inference_pio_bench/generation.py: the definitions of docs/measurement.md, section 1."""

import pytest

from inference_pio_bench import generation as stamps
from inference_pio_bench.failure import Failure
from inference_pio_bench.sample import Sample


@pytest.fixture
def clock(monkeypatch):
    """The stamps of a generation, in milliseconds, one by one."""

    def set_stamps(*milliseconds):
        times = iter([int(stamp * 1_000_000) for stamp in milliseconds])
        monkeypatch.setattr(stamps, "perf_counter_ns", lambda: next(times))

    return set_stamps


def test_every_metric_of_a_stamped_generation(clock):
    clock(0, 2, 10, 12, 15, 21)
    sample = Sample()
    with sample.generation(prompt_tokens=80) as generation:
        generation.tokenized()
        generation.prefilled()
        for _ in range(3):
            generation.token()
    values = sample.values()
    expected = {
        "ttft": [0.012], "ttft_max": [0.012], "e2e_latency": [0.021], "throughput": [3 / 0.021],
        "tokenize_time": [0.002], "prefill_time": [0.008], "prefill_fast": [0.008], "prefill_throughput": [80 / 0.008],
        "tpot": [0.0045], "itl": [0.003, 0.006], "decode_fast": [0.003, 0.006], "decode_throughput": [2 / 0.009],
    }
    assert values == {name: pytest.approx(value) for name, value in expected.items()}
    assert sample.new_tokens == 3
    spans = {span["name"]: (span["begin_ns"], span["end_ns"]) for span in sample.as_event()["spans"]}
    assert spans == {"tokenize": (0, 2_000_000), "prefill": (2_000_000, 10_000_000),
                     "first_sampling": (10_000_000, 12_000_000), "decode": (12_000_000, 21_000_000)}


def test_without_stamps_of_the_prompt_its_metrics_are_left_out(clock):
    clock(0, 10, 20)
    sample = Sample()
    with sample.generation(prompt_tokens=80) as generation:
        generation.token()
        generation.token()
    assert not {"tokenize_time", "prefill_time", "prefill_fast", "prefill_throughput"} & set(sample.values())
    assert sample.values()["ttft"] == pytest.approx([0.010])


def test_one_token_has_no_time_per_token(clock):
    clock(0, 10)
    sample = Sample()
    with sample.generation() as generation:
        generation.token()
    assert set(sample.values()) == {"ttft", "ttft_max", "e2e_latency", "throughput"}


def test_a_batch_has_medians_over_its_sequences(clock):
    clock(0, 10, 20, 30, 40, 70, 80)
    sample = Sample()
    with sample.generation(sequences=2) as generation:
        for sequence in (0, 1, 0, 1, 0, 1):
            generation.token(sequence)
    values = sample.values()
    assert values["ttft"] == pytest.approx([0.015])
    assert values["ttft_max"] == pytest.approx([0.020])
    assert values["tpot"] == pytest.approx([0.030])
    assert values["itl"] == pytest.approx([0.020, 0.040, 0.020, 0.040])
    assert values["decode_throughput"] == pytest.approx([4 / 0.070])
    assert [span["sequence"] for span in sample.as_event()["spans"]] == [0, 1]


def test_disorder_is_refused():
    for disorder in (lambda one: None, lambda one: (one.token(), one.prefilled())):
        with pytest.raises(Failure) as caught:
            with Sample().generation() as generation:
                disorder(generation)
        assert caught.value.kind == "malformed"
    with pytest.raises(IndexError):
        with Sample().generation() as generation:
            generation.token(1)
    for wrong in ({"sequences": 0}, {"prompt_tokens": -1}):
        with pytest.raises(Failure):
            Sample().generation(**wrong)


def test_what_raised_leaves_no_metrics():
    sample = Sample()
    with pytest.raises(KeyError):
        with sample.generation() as generation:
            generation.token()
            raise KeyError
    assert sample.values() == {}


def test_the_injected_slowdown_stretches_every_gap(clock):
    clock(0, 10, 20, 30, 40)
    sample = Sample(injected_slowdown=1.0)
    with sample.generation() as generation:
        generation.token()
        generation.token()
    assert sample.values()["ttft"] == pytest.approx([0.020])
    assert sample.values()["itl"] == pytest.approx([0.020])
