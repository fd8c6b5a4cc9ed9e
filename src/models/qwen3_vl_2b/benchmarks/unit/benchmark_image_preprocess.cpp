// Qwen3-VL 2B: a photograph to what its vision encoder takes.
#include "workloads/vision_encoder.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_image_preprocess("qwen3_vl_2b", __FILE__);

}  // namespace
