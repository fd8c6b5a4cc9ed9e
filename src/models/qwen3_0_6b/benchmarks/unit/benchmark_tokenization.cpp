// Qwen3 0.6B: a text to token ids.
#include "workloads/tokenization.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_tokenization("qwen3_0_6b", __FILE__);

}  // namespace
