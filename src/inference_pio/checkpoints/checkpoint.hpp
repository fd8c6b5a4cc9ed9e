// What a GGUF file says of itself.
//
// Thread safety: free functions, independent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

struct TensorFacts {
    std::string name;
    std::string type;                 // ggml's name: "q4_K"
    std::vector<std::int64_t> shape;  // fastest dimension first
    Bytes size;
    bool operator==(const TensorFacts&) const = default;
};

struct CheckpointFacts {
    std::filesystem::path file;
    std::string architecture;               // "qwen3"
    std::string name;                       // general.name; empty: none
    std::string projector;                  // clip.projector_type of a vision projector; empty: none
    std::optional<WeightType> weight_type;  // from general.file_type; absent where it is none of ours
    std::int64_t parameters = 0;
    std::int64_t vocabulary_size = 0;
    std::int64_t context_length = 0;
    std::int64_t layers = 0;
    Bytes tensor_bytes;
    Bytes file_bytes;
    std::vector<TensorFacts> tensors;
    bool operator==(const CheckpointFacts&) const = default;
};

// Errors: not_found; malformed for a file that is no GGUF or was cut short, saying how many bytes it
// has and should have.
[[nodiscard]] Result<CheckpointFacts> inspect_checkpoint(const std::filesystem::path& file);

// How many bytes of the file's tensors are of which type, by ggml's name ("q4_K"): what a weight type really made
// of this model. Pure.
[[nodiscard]] std::map<std::string, std::int64_t> tensor_bytes_by_type(const CheckpointFacts& facts);

// mismatch, naming both architectures, where the file cannot be a checkpoint for this card's plugin.
[[nodiscard]] Result<void> check_architecture(const CheckpointFacts& facts, const ModelCard& card);

// mismatch, where the file is no vision projector of the kind that this card's plugin needs; unsupported
// where the card has no vision tower.
[[nodiscard]] Result<void> check_projector(const CheckpointFacts& facts, const ModelCard& card);

}  // namespace inference_pio
