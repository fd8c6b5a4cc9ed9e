// Qwen3-VL 2B: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_pipeline("qwen3_vl_2b", __FILE__);

}  // namespace
