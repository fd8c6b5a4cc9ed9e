// Qwen3 4B Instruct 2507: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_pipeline("qwen3_4b_instruct_2507", __FILE__);

}  // namespace
