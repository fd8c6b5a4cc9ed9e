// Qwen3 Coder 30B: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_pipeline("qwen3_coder_30b", __FILE__);

}  // namespace
