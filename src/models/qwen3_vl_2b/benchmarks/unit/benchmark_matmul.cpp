// Qwen3-VL 2B: the quantized matrix products of its shapes.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("qwen3_vl_2b", __FILE__);

}  // namespace
