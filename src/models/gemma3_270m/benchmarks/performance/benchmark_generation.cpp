// Gemma 3 270M: what a user waits for.
#include "workloads/generation.hpp"

namespace {

// The weight type of the real checkpoint that scripts/fetch-checkpoint fetches.
[[maybe_unused]] const bool registered =
    inference_pio::register_generation("gemma3_270m", __FILE__, {.weight_type = "q4_k_m"});

}  // namespace
