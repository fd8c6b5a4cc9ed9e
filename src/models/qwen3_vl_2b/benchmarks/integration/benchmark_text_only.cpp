// Qwen3-VL 2B: text alone, with the vision tower in memory and without it.
#include "workloads/vision_pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_text_only("qwen3_vl_2b", __FILE__);

}  // namespace
