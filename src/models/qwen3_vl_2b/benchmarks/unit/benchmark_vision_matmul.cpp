// Qwen3-VL 2B: the matrix products of its vision tower.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_vision_matmul("qwen3_vl_2b", __FILE__);

}  // namespace
