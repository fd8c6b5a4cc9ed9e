// Timeline: the time stamps of one generation. Engines produce nothing else; every latency metric is
// computed from a timeline by compute_generation_metrics() (statistics/timeline_metrics.hpp), so that
// TTFT means the same for every engine.
//
// All stamps are on one monotonic clock of the process that generated, in order:
//   submitted <= tokenized <= prefill_begin <= prefilled <= first token of each sequence.
//
// Where a request holds images, each of them is decoded, preprocessed and encoded between `tokenized` and
// `prefill_begin`, and the prefill consists of image_prefill and text_prefill spans. `image_spans` then fill
// the time from `tokenized` to `prefilled` without a gap: with tokenization and the first sampling they are
// the TTFT, taken apart.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/units.hpp>
#include <string>
#include <vector>

namespace inference_pio {

struct Span {
    std::string name;  // "tokenize", "prefill", "sampling", "decode", "image_decode", …
    Nanoseconds begin{};
    Nanoseconds end{};
    int sequence = -1;  // -1: the whole batch

    bool operator==(const Span&) const = default;
};

struct SequenceTimeline {
    std::int64_t prompt_tokens = 0;           // image tokens and the marks around images included
    std::vector<std::int32_t> tokens;         // the ids generated, in order
    std::vector<Nanoseconds> token_available; // when each id was available to the caller; same length
    std::int64_t image_tokens = 0;            // of prompt_tokens, the ones that images became

    bool operator==(const SequenceTimeline&) const = default;
};

// What the engine says it allocated, by purpose.
struct EngineMemory {
    Bytes weights;  // of the text model
    Bytes kv_cache;
    Bytes compute;
    Bytes vision;  // weights of the vision tower

    bool operator==(const EngineMemory&) const = default;
};

struct Timeline {
    Nanoseconds submitted{};
    Nanoseconds tokenized{};
    Nanoseconds prefill_begin{};
    Nanoseconds prefilled{};
    std::vector<SequenceTimeline> sequences;
    // One entry a decode step, [0] is the first sampling after prefill: time spent choosing tokens.
    std::vector<Nanoseconds> sampling;
    // image_decode, image_preprocess, vision_encode, image_prefill, text_prefill; empty without images.
    std::vector<Span> image_spans;

    bool operator==(const Timeline&) const = default;
};

// The spans that tell where the time went, for events and reports: tokenize, prefill, first sampling, decode.
[[nodiscard]] std::vector<Span> spans_of(const Timeline& timeline);

}  // namespace inference_pio
