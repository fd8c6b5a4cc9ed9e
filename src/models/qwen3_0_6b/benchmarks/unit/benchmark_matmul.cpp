// Qwen3 0.6B: the quantized matrix products of its shapes.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("qwen3_0_6b", __FILE__);

}  // namespace
