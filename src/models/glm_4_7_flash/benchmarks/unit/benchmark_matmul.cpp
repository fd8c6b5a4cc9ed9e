// GLM-4.7-Flash: the quantized matrix products of its shapes: attn_q of the query's second half, the feed-forward ones
// of one expert.
#include "workloads/matmul.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_matmul("glm_4_7_flash", __FILE__);

}  // namespace
