// The benchmark `tokenization`: a text to token ids, by the checkpoint's own vocabulary.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>

namespace inference_pio {

// `weight_type` only chooses which of a model's checkpoints the vocabulary is read from. So does `layers`, other
// than 0: it gives the benchmark the axis of that one value, so that a large model's vocabulary is read from a
// slice, which is made in seconds.
bool register_tokenization(std::string model, const char* source_file, const std::string& weight_type = "q4_0",
                           std::int64_t layers = 0);

// Metrics: latency of one text of `sequence_length` tokens, tokenization_throughput. Verified: the ids
// are the same every time, and of that number up to a few (a text is cut at a byte, not at a token).
[[nodiscard]] Result<Measure> prepare_tokenization(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
