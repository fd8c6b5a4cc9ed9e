"""inference_pio_bench/rapl.py"""

import pytest

from inference_pio_bench.rapl import RaplMeter


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("PIO_EVIDENCE_ROOT", str(tmp_path))

    def add(zone, name="package-0", energy="5000000", largest="9000000"):
        folder = tmp_path / "sys/class/powercap" / zone
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in [("name", name), ("energy_uj", energy), ("max_energy_range_uj", largest)]:
            if text is not None:
                (folder / file).write_text(text + "\n")

    return add


def test_packages_are_added_and_their_parts_are_not(root):
    root("intel-rapl:0")
    root("intel-rapl:1", "package-1", "1000000")
    root("intel-rapl:0:0", "core", "70000000")
    root("intel-rapl:2", "psys", "70000000")
    meter = RaplMeter()
    assert meter.read() == [5_000_000, 1_000_000]
    assert meter.joules_between([5_000_000, 1_000_000], [6_000_000, 1_500_000]) == pytest.approx(1.5)
    assert meter.refusal() == ""


def test_a_counter_that_started_anew(root):
    root("intel-rapl:0")
    assert RaplMeter().joules_between([8_000_000], [1_000_000]) == pytest.approx(2.0)
    root("intel-rapl:0", largest="0")
    assert RaplMeter().joules_between([8_000_000], [1_000_000]) is None


def test_nothing_spent_is_too_short_to_tell(root):
    root("intel-rapl:0")
    assert RaplMeter().joules_between([5], [5]) is None
    assert RaplMeter().joules_between([], [5]) is None


def test_without_rapl_there_is_a_reason(root):
    assert "no RAPL" in RaplMeter().refusal()
    root("intel-rapl:0", energy=None)
    assert RaplMeter().read() == [] and "cannot be read" in RaplMeter().refusal()
    root("intel-rapl:0", energy="many")
    assert RaplMeter().read() == [] and RaplMeter().refusal()
