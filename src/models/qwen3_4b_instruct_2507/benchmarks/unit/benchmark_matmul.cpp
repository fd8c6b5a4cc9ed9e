// Qwen3 4B Instruct 2507: the quantized matrix products of its shapes.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("qwen3_4b_instruct_2507", __FILE__);

}  // namespace
