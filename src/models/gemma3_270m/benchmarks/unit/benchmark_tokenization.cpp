// Gemma 3 270M: a text to token ids.
#include "workloads/tokenization.hpp"

namespace {

// The weight type of the real checkpoint that scripts/fetch-checkpoint fetches.
[[maybe_unused]] const bool registered = inference_pio::register_tokenization("gemma3_270m", __FILE__, "q4_k_m");

}  // namespace
