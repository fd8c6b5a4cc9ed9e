// GLM-4.7-Flash: load, tokenize, prefill, decode, the output verified.
#include "workloads/pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_pipeline("glm_4_7_flash", __FILE__);

}  // namespace
