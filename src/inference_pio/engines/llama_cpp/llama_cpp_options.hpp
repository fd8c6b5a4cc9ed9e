// The llama_cpp engine's options (`--engine-option key=value`). Defaults are llama-bench's, so that
// figures of the two can be compared.
//
// Pure. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <map>
#include <string>

namespace inference_pio {

struct LlamaCppOptions {
    std::int64_t batch = 2048;             // batch: tokens handed to the library at once
    std::int64_t ubatch = 512;             // ubatch: tokens computed at once, <= batch
    std::string flash_attention = "auto";  // flash_attention: auto, on, off
    std::string kv_type = "f16";           // kv_type: f16, q8_0, q4_0
    std::string mmap = "auto";             // mmap: auto (as the devices like it), on, off
    bool repack = true;                    // repack: weights rearranged at load for the processor's vector units
    bool kv_unified = false;               // kv_unified: one KV buffer for all sequences
    std::int64_t gpu_layers = -1;          // gpu_layers: on the GPU where there is one; -1: all

    bool operator==(const LlamaCppOptions&) const = default;
};

// Errors: invalid_argument for an unknown key (listing those that exist), a bad value, or a ubatch
// larger than the batch.
[[nodiscard]] Result<LlamaCppOptions> parse_llama_cpp_options(const std::map<std::string, std::string>& options);

[[nodiscard]] std::map<std::string, std::string> to_engine_options(const LlamaCppOptions& options);

}  // namespace inference_pio
