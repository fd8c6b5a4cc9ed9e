// Qwen3-VL 2B: one image and text to tokens, the output verified.
#include "workloads/vision_pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_image_to_text("qwen3_vl_2b", __FILE__);

}  // namespace
