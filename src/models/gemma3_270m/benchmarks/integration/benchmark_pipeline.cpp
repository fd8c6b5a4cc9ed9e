// Gemma 3 270M: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

// The weight type of the real checkpoint that scripts/fetch-checkpoint fetches.
[[maybe_unused]] const bool registered = inference_pio::register_pipeline("gemma3_270m", __FILE__, "q4_k_m");

}  // namespace
