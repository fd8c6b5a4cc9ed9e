// The benchmarks of the vision tower alone: `image_preprocess`, from pixels to what the encoder takes, and
// `vision_encoder`, from there to embeddings. Both call libmtmd as a generation does (engines/llama_cpp/
// vision_tower.hpp says what each call holds); of the text model only the vocabulary is loaded.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// Of the sizes, only the last is no multiple of 32 pixels: it is resized, the others are only normalised.
bool register_image_preprocess(std::string model, const char* source_file,
                               const std::vector<std::int64_t>& image_sizes = {224, 448, 896, 1000});

// Metrics: latency of one photograph's resizing and normalising, image_tokens. Only the engine llama_cpp has it.
// Verified: as many tokens as the architecture prescribes.
[[nodiscard]] Result<Measure> prepare_image_preprocess(const ModelCard& card, Preparation& preparation);

// `resize_libmtmd`: the same beside the resizing of image libraries (resizing/), by the size of the photograph. libmtmd
// exports no resize and shows no pixels, so this is its whole preprocessing, and without a fidelity.
// Metrics: latency, image_tokens, pixel_throughput (megapixels of the source over the time).
// Errors: those of prepare_image_preprocess(); unsupported for images of the user's.
[[nodiscard]] Result<Measure> prepare_libmtmd_resize(const ModelCard& card, Preparation& preparation);

bool register_libmtmd_resize(std::string model, const char* source_file, const std::vector<std::string>& source_sizes);

bool register_vision_encoder(std::string model, const char* source_file,
                             const std::vector<std::int64_t>& image_sizes = {224, 448},
                             const std::vector<std::string>& projector_types = {"q8_0", "f16"});

// Metrics: latency of one image's encoding, image_tokens, compute_throughput of the operations that the
// architecture needs (vision_costs.hpp); of the process load_time and vision_memory. Only the engine llama_cpp has
// it. Verified: embeddings are finite and in every sample the same.
[[nodiscard]] Result<Measure> prepare_vision_encoder(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
