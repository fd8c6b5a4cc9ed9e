// Qwen3 4B Instruct 2507: a text to token ids.
#include "workloads/tokenization.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_tokenization("qwen3_4b_instruct_2507", __FILE__);

}  // namespace
