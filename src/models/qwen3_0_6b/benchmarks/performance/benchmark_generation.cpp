// Qwen3 0.6B: what a user waits for.
#include "workloads/generation.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_generation("qwen3_0_6b", __FILE__);

}  // namespace
