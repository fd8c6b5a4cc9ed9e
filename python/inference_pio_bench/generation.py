"""Token stamps of one generation, and the metrics that follow from them.

Definitions: docs/measurement.md, section 1; the same as src/inference_pio/statistics/timeline_metrics.hpp.
A metric whose stamp was not taken is left out.
"""

from __future__ import annotations

from time import perf_counter_ns
from types import TracebackType
from typing import TYPE_CHECKING, Optional

from .failure import Failure

if TYPE_CHECKING:
    from .sample import Sample


def _seconds(begin_ns: int, end_ns: int) -> float:
    return (end_ns - begin_ns) * 1e-9


def _median(values: list[float]) -> float:
    ordered = sorted(values)  # the module `statistics` takes longer to import than the rest of this package
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


class Generation:
    """A `with` block that lasts from handing over the prompt to the last token. `Sample.generation` makes it."""

    def __init__(self, sample: "Sample", prompt_tokens: int, sequences: int, injected_slowdown: float) -> None:
        if sequences < 1 or prompt_tokens < 0:
            raise Failure("a generation of {} sequences and {} prompt tokens".format(sequences, prompt_tokens),
                          kind="invalid_argument", remedy="give at least one sequence, and the tokens of all prompts")
        self._sample, self._prompt_tokens = sample, prompt_tokens
        self._injected_slowdown = injected_slowdown
        self._tokenized: Optional[int] = None
        self._prefill_begin: Optional[int] = None
        self._prefilled: Optional[int] = None
        self._tokens: list[list[int]] = [[] for _ in range(sequences)]

    def __enter__(self) -> "Generation":
        self._submitted = self._last = perf_counter_ns()
        return self

    def tokenized(self) -> None:
        """The prompt is token ids now, of all sequences. Its prefill begins."""
        self._tokenized = self._prefill_begin = self._stamp()

    def prefilled(self) -> None:
        """The prompt is evaluated; choosing the first token begins."""
        self._prefilled = self._stamp()

    def token(self, sequence: int = 0) -> None:
        """One more token of a sequence is there."""
        self._tokens[sequence].append(self._stamp())

    def _stamp(self) -> int:
        now = perf_counter_ns()
        if self._injected_slowdown > 0:
            until = now + int((now - self._last) * self._injected_slowdown)
            while now < until:
                now = perf_counter_ns()
        self._last = now
        return now

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                 frames: Optional[TracebackType]) -> None:
        if kind is not None:
            return
        for number, stamps in enumerate(self._tokens):
            if not stamps:
                raise Failure("sequence {} of the generation has no token".format(number), kind="malformed",
                              remedy="call token() for each token that came")
        first_token = min(stamps[0] for stamps in self._tokens)
        if self._prefilled is not None and self._prefilled > first_token:
            raise Failure("prefilled() came after the first token", kind="malformed", remedy="call it before")
        self._keep_metrics()
        self._keep_spans()

    def _keep_metrics(self) -> None:
        keep, tokens = self._sample.set, self._tokens
        ttft = [_seconds(self._submitted, stamps[0]) for stamps in tokens]
        last = max(stamps[-1] for stamps in tokens)
        count = sum(map(len, tokens))
        self._sample.new_tokens += count
        keep("ttft", _median(ttft))
        keep("ttft_max", max(ttft))
        e2e = _seconds(self._submitted, last)
        keep("e2e_latency", e2e)
        if e2e > 0:
            keep("throughput", count / e2e)
        if self._tokenized is not None:
            keep("tokenize_time", _seconds(self._submitted, self._tokenized))
        self._keep_prefill_metrics()
        self._keep_decode_metrics(last)

    def _keep_prefill_metrics(self) -> None:
        if self._prefill_begin is None or self._prefilled is None:
            return
        prefill = _seconds(self._prefill_begin, self._prefilled)
        self._sample.set("prefill_time", prefill)
        self._sample.set("prefill_fast", prefill)
        if prefill > 0 and self._prompt_tokens > 0:
            self._sample.set("prefill_throughput", self._prompt_tokens / prefill)

    def _keep_decode_metrics(self, last: int) -> None:
        if min(map(len, self._tokens)) < 2:
            return  # without a gap in every sequence there is no time per token
        keep, tokens = self._sample.set, self._tokens
        keep("tpot", _median([_seconds(stamps[0], stamps[-1]) / (len(stamps) - 1) for stamps in tokens]))
        gaps = [_seconds(a, b) for stamps in tokens for a, b in zip(stamps, stamps[1:])]
        keep("itl", gaps)
        keep("decode_fast", gaps)
        decode = _seconds(min(stamps[0] for stamps in tokens), last)
        if decode > 0:
            keep("decode_throughput", len(gaps) / decode)

    def _keep_spans(self) -> None:
        span = self._sample.span
        if self._tokenized is not None:
            span("tokenize", self._submitted, self._tokenized)
        if self._prefill_begin is not None and self._prefilled is not None:
            span("prefill", self._prefill_begin, self._prefilled)
        for number, stamps in enumerate(self._tokens):
            if self._prefilled is not None:
                span("first_sampling", self._prefilled, stamps[0], number)
            span("decode", stamps[0], stamps[-1], number)
