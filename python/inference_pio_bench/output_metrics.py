"""Metrics from what a program prints: lines such as ``Latency: 0.1234s``.

The rules are those of src/inference_pio/worker/output_metrics.hpp, and both are tested against
tests/fixtures/output_metrics.json.
"""

from __future__ import annotations

import math
import re
from typing import Any, Optional, TypeVar

T = TypeVar("T")

MOST_METRICS = 256
MOST_VALUES = 100_000
LONGEST_LINE = 256

_LOWER = "lower_is_better"
_HIGHER = "higher_is_better"

# Unit of each metric of the catalogue (include/inference_pio/metric.hpp); a test keeps this in step.
CATALOGUE_UNITS = {
    "ttft": "s",
    "ttft_max": "s",
    "tpot": "s/token",
    "itl": "s",
    "e2e_latency": "s",
    "prefill_throughput": "tokens/sec",
    "decode_throughput": "tokens/sec",
    "throughput": "tokens/sec",
    "prefill_time": "s",
    "prefill_fast": "s",
    "decode_fast": "s",
    "tokenize_time": "s",
    "sampling_time": "s",
    "image_decode_time": "s",
    "image_preprocess_time": "s",
    "vision_encode_time": "s",
    "image_prefill_time": "s",
    "text_prefill_time": "s",
    "first_sampling_time": "s",
    "image_tokens": "tokens",
    "load_time": "s",
    "peak_memory": "bytes",
    "weights_memory": "bytes",
    "kv_cache_memory": "bytes",
    "compute_memory": "bytes",
    "vision_memory": "bytes",
    "checkpoint_size": "bytes",
    "kl_divergence": "nats",
    "top1_agreement": "ratio",
    "perplexity": "number",
    "cpu_utilization": "ratio",
    "energy": "J",
    "energy_per_token": "J/token",
    "gpu_peak_memory": "bytes",
    "mbu": "ratio",
    "mfu": "ratio",
    "decode_mfu": "ratio",
    "prefill_mbu": "ratio",
    "peak_bandwidth": "bytes/s",
    "peak_flops": "flop/s",
    "latency": "s",
    "process_time": "s",
    "compute_throughput": "flop/s",
    "memory_throughput": "bytes/s",
}

# Its metrics whose direction the unit does not tell.
_DIRECTIONS = {
    "mbu": _HIGHER, "mfu": _HIGHER, "decode_mfu": _HIGHER, "prefill_mbu": _HIGHER,
    "top1_agreement": _HIGHER, "kl_divergence": _LOWER, "perplexity": _LOWER,
}

_TIMES = {
    "ns": 1e-9, "nanoseconds": 1e-9,
    "us": 1e-6, "\u00b5s": 1e-6, "\u03bcs": 1e-6, "microseconds": 1e-6,
    "ms": 1e-3, "msec": 1e-3, "milliseconds": 1e-3,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "min": 60, "minutes": 60, "h": 3600, "hours": 3600,
}
_BYTES = {
    "B": 1, "byte": 1, "bytes": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40,
}
_JOULES = {"mJ": 1e-3, "J": 1, "kJ": 1e3, "joule": 1, "joules": 1}
# printed -> (unit of records, factor, direction)
_UNITS = {
    **{printed: ("s", factor, _LOWER) for printed, factor in _TIMES.items()},
    **{printed: ("bytes", factor, _LOWER) for printed, factor in _BYTES.items()},
    **{printed: ("J", factor, _LOWER) for printed, factor in _JOULES.items()},
    "%": ("ratio", 1e-2, "neutral"),
    "percent": ("ratio", 1e-2, "neutral"),
    "FLOPS": ("flop/s", 1, _HIGHER),
    "GFLOPS": ("flop/s", 1e9, _HIGHER),
    "TFLOPS": ("flop/s", 1e12, _HIGHER),
    "tps": ("tokens/sec", 1, _HIGHER),
    "fps": ("frames/sec", 1, _HIGHER),
}
_COUNTS = {
    "tok": ("tokens", 1), "token": ("tokens", 1), "toks": ("tokens", 1),
    "FLOP": ("flop", 1), "flops": ("flop", 1), "MFLOP": ("flop", 1e6), "GFLOP": ("flop", 1e9), "TFLOP": ("flop", 1e12),
}

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*\Z")
_METRIC_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+(?!,[0-9])|(?=\.[0-9]))(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_BRACKETED = re.compile(r"(.*?)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])\Z")


def _find(table: dict[str, T], text: str) -> Optional[T]:
    """Words of three letters or more are known in any case; "MB" and "mb" are different things."""
    if text in table:
        return table[text]
    if len(text.encode()) > 2:
        for printed, entry in table.items():
            if len(printed.encode()) > 2 and printed.lower() == text.lower():
                return entry
    return None


def _parse_quotient(above: str, below: str) -> Optional[tuple[str, float, str, bool]]:
    numerator, denominator = _find(_UNITS, above), _find(_UNITS, below)
    if denominator is not None and denominator[0] == "s":
        per_second = 1 / denominator[1]
        if numerator is not None and numerator[0] == "bytes":
            return "bytes/s", numerator[1] * per_second, _HIGHER, True
        if numerator is not None or not _WORD.match(above):
            return None
        name, factor = _find(_COUNTS, above) or (above.lower(), 1)
        if name == "flop":
            return "flop/s", factor * per_second, _HIGHER, True
        return name + "/sec", per_second, _HIGHER, True
    if numerator is None or denominator is not None or not _WORD.match(below):
        return None
    count = _find(_COUNTS, below)
    item = "token" if count is not None and count[0] == "tokens" else below.lower()
    return numerator[0] + "/" + item, numerator[1], numerator[2], True


def parse_unit(text: str) -> Optional[tuple[str, float, str, bool]]:
    """(unit of records, factor, direction, whether the rules know it), or None for what is no unit."""
    text = text.strip(" ")
    if not text:
        return "number", 1, "neutral", False
    unit = _find(_UNITS, text)
    if unit is not None:
        return (*unit, True)
    for separator in (" per ", "/"):
        if separator in text:
            above, below = text.split(separator, 1)
            return _parse_quotient(above.strip(" "), below.strip(" "))
    return (text.lower(), 1, "neutral", False) if _WORD.match(text) else None


def _snake_case(text: str) -> Optional[str]:
    if not _NAME.match(text):
        return None
    name = re.sub(r"[ _./-]+", "_", text).strip("_").lower()
    return name if _METRIC_NAME.match(name) else None


def parse_metric_line(line: str) -> Optional[dict[str, Any]]:
    """The metric of one line as a dict of name, unit, direction and value, or None."""
    line = line.strip(" \t\r")
    printed_name, colon, text = line.partition(":")
    if not colon or len(line.encode()) > LONGEST_LINE:
        return None
    printed_name, text, bracketed = printed_name.strip(" \t\r"), text.strip(" \t\r"), ""
    brackets = _BRACKETED.match(printed_name)
    if brackets:
        printed_name, bracketed = brackets.group(1), (brackets.group(2) or brackets.group(3) or "").strip(" \t\r")
    name, number = _snake_case(printed_name), _NUMBER.match(text)
    if name is None or number is None:
        return None
    printed_unit = text[number.end():].strip(" \t\r")
    in_brackets = bool(bracketed) and not printed_unit
    unit = parse_unit(bracketed if in_brackets else printed_unit)
    if unit is None or (bracketed and not (in_brackets and unit[3])):
        return None
    if printed_unit and text[number.end()] != " " and not unit[3]:
        return None  # "0x10" is not ten of the unit x10: what is no unit that we know stands apart
    unit_name, factor, direction, _ = unit
    value = float(number.group().replace(",", "")) * factor
    known = CATALOGUE_UNITS.get(name)
    if known is not None and known != unit_name:
        name += "_" + unit_name.replace("/", "_")
    else:
        direction = _DIRECTIONS.get(name, direction)
    if not math.isfinite(value) or not _METRIC_NAME.match(name):
        return None
    return {"name": name, "unit": unit_name, "direction": direction, "value": value}


def parse_output_metrics(text: str) -> dict[str, dict[str, Any]]:
    """Metrics of all lines by name, each a dict of unit, direction and values."""
    metrics: dict[str, dict[str, Any]] = {}
    for line in text.split("\n"):
        metric = parse_metric_line(line)
        if metric is None:
            continue
        series = metrics.get(metric["name"])
        if series is None:
            if len(metrics) >= MOST_METRICS:
                continue
            series = metrics[metric["name"]] = {"unit": metric["unit"], "direction": metric["direction"], "values": []}
        if series["unit"] == metric["unit"] and len(series["values"]) < MOST_VALUES:
            series["values"].append(metric["value"])
    return metrics


def definitions_of(metrics: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Definitions, as a sample event carries them, of the metrics that are not in the catalogue."""
    return [
        {
            "name": name,
            "version": 1,
            "unit": series["unit"],
            "direction": series["direction"],
            "reduction": "median",
            "meaning": "as the program printed it",
        }
        for name, series in metrics.items()
        if name not in CATALOGUE_UNITS
    ]
