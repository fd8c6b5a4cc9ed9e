// The benchmark `vision_generation`: images and a question to the last token, with the TTFT taken apart.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// The values that a run visits unless the command line says otherwise. Threads: the cores available.
struct VisionGenerationDefaults {
    std::vector<std::int64_t> image_sizes = {224, 448};
    std::vector<std::int64_t> image_counts = {1};
    std::vector<std::int64_t> batch_sizes = {1};
    std::vector<std::int64_t> sequence_lengths = {64};  // tokens of text
    std::vector<std::int64_t> new_tokens = {8};
    std::string weight_type = "q4_0";
    std::string projector_type = "q8_0";
};

bool register_vision_generation(std::string model, const char* source_file,
                                const VisionGenerationDefaults& defaults = {});

// Loads model and projector and gives what takes one sample: a generation, verified (counts, image tokens as the
// architecture prescribes, parts that add up to the TTFT, the same tokens in every sample). Metrics of the process:
// load_time of both files, weights_memory, kv_cache_memory, compute_memory, vision_memory.
[[nodiscard]] Result<Measure> prepare_vision_generation(const ModelCard& card, Preparation& preparation);

// An upper estimate of a worker's peak: that of the text model (generation.hpp) with image tokens in its context,
// the projector, the encoder's activations and embeddings.
[[nodiscard]] Result<Bytes> estimate_vision_memory(const ModelCard& card, const Parameters& parameters);

}  // namespace inference_pio
