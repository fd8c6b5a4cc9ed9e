// Qwen3-VL 2B: what a user waits for.
#include "workloads/generation.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_generation("qwen3_vl_2b", __FILE__);

}  // namespace
