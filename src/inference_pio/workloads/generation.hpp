// The benchmark `generation`: what a user waits for, over batch, lengths, depth, threads and weight type.
//
//     namespace { [[maybe_unused]] const bool registered = register_generation("qwen3_0_6b", __FILE__); }
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// The values that a run visits unless the command line says otherwise. Threads: the cores available.
struct GenerationDefaults {
    std::vector<std::int64_t> batch_sizes = {1};
    std::vector<std::int64_t> sequence_lengths = {128, 512};  // prompt tokens
    std::vector<std::int64_t> new_tokens = {32};
    std::vector<std::int64_t> depths = {0};
    std::string weight_type = "q4_0";
};

bool register_generation(std::string model, const char* source_file, const GenerationDefaults& defaults = {});

// Loads the model and gives what takes one sample: a generation, its output verified (exact counts, the
// same tokens in every sample). Metrics of the process: load_time, weights_memory, kv_cache_memory,
// compute_memory, where the engine has them.
[[nodiscard]] Result<Measure> prepare_generation(const ModelCard& card, Preparation& preparation);

// An upper estimate of a worker's peak: weights twice (the file's pages and the rearranged copy), the
// KV cache as if every layer kept every token, the engine's buffers.
[[nodiscard]] Result<Bytes> estimate_generation_memory(const ModelCard& card, const Parameters& parameters);

}  // namespace inference_pio
