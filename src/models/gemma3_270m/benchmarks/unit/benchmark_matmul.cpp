// Gemma 3 270M: the quantized matrix products of its shapes.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("gemma3_270m", __FILE__);

}  // namespace
