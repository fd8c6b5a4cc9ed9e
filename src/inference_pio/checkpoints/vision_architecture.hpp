// A vision tower in the words of GGUF: the keys that libmtmd's loader reads from a projector's file, the
// tensors that it expects, and the types in which llama.cpp's own converter writes them.
//
// Source: load_hparams and load_tensors of libmtmd's clip.cpp; Qwen3VLVisionModel, MmprojModel and
// prepare_tensors of llama.cpp's conversion scripts.
//
// Pure: no I/O. Thread-safe.
#pragma once

#include <ggml.h>

#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <vector>

#include "checkpoints/architecture.hpp"

namespace inference_pio {

// Errors: unsupported for a model without a vision tower and for a projector that we cannot write,
// invalid_argument for a tower that is no possible one or does not fit its text model, naming the field.
[[nodiscard]] Result<void> check_vision_card(const ModelCard& card);

// The keys `clip.…`, in the order in which published files have them. The card passed check_vision_card.
[[nodiscard]] std::vector<MetadataEntry> compute_vision_keys(const VisionCard& card);

// The card passed check_vision_card.
[[nodiscard]] std::vector<TensorShape> compute_vision_tensor_list(const VisionCard& card);

// One type for each of `tensors`: matrices get the wanted one, or F16 where their rows are no multiple of its
// block; biases, norms and positions stay F32, and so do patches but in F16 files.
// Errors: unsupported for a type that the converter does not write (it writes f32, f16, bf16, q8_0).
[[nodiscard]] Result<std::vector<ggml_type>> choose_vision_tensor_types(WeightType weight_type,
                                                                        const std::vector<TensorShape>& tensors);

}  // namespace inference_pio
