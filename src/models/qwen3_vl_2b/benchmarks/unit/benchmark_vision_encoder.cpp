// Qwen3-VL 2B: a preprocessed photograph to embeddings.
#include "workloads/vision_encoder.hpp"

namespace {

[[maybe_unused]] const bool registered = inference_pio::register_vision_encoder("qwen3_vl_2b", __FILE__);

}  // namespace
