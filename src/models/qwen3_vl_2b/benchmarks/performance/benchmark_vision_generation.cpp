// Qwen3-VL 2B: what a user who asks about an image waits for.
#include "workloads/vision_generation.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_vision_generation("qwen3_vl_2b", __FILE__);

}  // namespace
