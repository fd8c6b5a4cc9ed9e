// Qwen3-VL 2B: several images and text to tokens, the output verified.
#include "workloads/vision_pipeline.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_several_images("qwen3_vl_2b", __FILE__);

}  // namespace
