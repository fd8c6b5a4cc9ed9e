// Qwen3 Coder 30B: a text to token ids.
#include "workloads/tokenization.hpp"

namespace {

// From a slice of one layer: the whole checkpoint has 16 GiB.
[[maybe_unused]] const bool registered = inference_pio::register_tokenization("qwen3_coder_30b", __FILE__, "q4_0", 1);

}  // namespace
