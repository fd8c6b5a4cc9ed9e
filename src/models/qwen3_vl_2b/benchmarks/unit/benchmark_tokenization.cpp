// Qwen3-VL 2B: a text to token ids.
#include "workloads/tokenization.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_tokenization("qwen3_vl_2b", __FILE__);

}  // namespace
