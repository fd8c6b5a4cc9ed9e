// Qwen3 Coder 30B: the quantized matrix products of its shapes, the feed-forward ones of one expert.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("qwen3_coder_30b", __FILE__);

}  // namespace
