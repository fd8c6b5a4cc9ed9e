// The benchmark `tokenization`: a text to token ids, by the checkpoint's own vocabulary.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>

namespace inference_pio {

// `weight_type` only chooses which of a model's checkpoints the vocabulary is read from.
bool register_tokenization(std::string model, const char* source_file, const std::string& weight_type = "q4_0");

// Metrics: latency of one text of `sequence_length` tokens, tokenization_throughput. Verified: the ids
// are the same every time, and of that number up to a few (a text is cut at a byte, not at a token).
[[nodiscard]] Result<Measure> prepare_tokenization(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
