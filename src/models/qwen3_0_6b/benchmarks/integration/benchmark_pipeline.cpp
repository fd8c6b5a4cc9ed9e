// Qwen3 0.6B: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_pipeline("qwen3_0_6b", __FILE__);

}  // namespace
