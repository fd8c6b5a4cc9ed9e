// The benchmark `pipeline`: load, tokenize, prefill, decode and release, all of it in every sample, as
// a program that answers one prompt does.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>

namespace inference_pio {

bool register_pipeline(std::string model, const char* source_file, const std::string& weight_type = "q4_0");

// Metrics: latency (from the call to load to the last token), load_time and all of a generation. The
// output is verified as that of `generation`: exact counts, the same tokens after every load.
[[nodiscard]] Result<Measure> prepare_pipeline(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
