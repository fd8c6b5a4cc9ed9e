// An architecture in the words of GGUF: the keys that the engine's loader reads and the tensors that
// it expects, both from a model card.
//
// Pure: no I/O. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <variant>
#include <vector>

namespace inference_pio {

struct MetadataEntry {
    std::string key;
    std::variant<std::uint32_t, float, bool, std::string, std::vector<std::int32_t>, std::vector<float>,
                 std::vector<bool>>
        value;
    bool operator==(const MetadataEntry&) const = default;
};

struct TensorShape {
    std::string name;
    std::vector<std::int64_t> shape;  // fastest dimension first; 1 to 4: the third are experts, four those of image patches
    bool operator==(const TensorShape&) const = default;
};

// Errors: unsupported for an architecture that we cannot write, invalid_argument for a card that is no
// possible model, naming the field.
[[nodiscard]] Result<void> check_card(const ModelCard& card);

// The keys `<architecture>.…`, in the order in which published files have them. `card` passed check_card.
[[nodiscard]] std::vector<MetadataEntry> compute_architecture_keys(const ModelCard& card);

// All tensors in the order in which the engine's quantizer visits and writes them: those of no layer
// first, then layer by layer, by name. `card` passed check_card.
[[nodiscard]] std::vector<TensorShape> compute_tensor_list(const ModelCard& card);

}  // namespace inference_pio
