#include "checkpoints/case_checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <variant>

namespace inference_pio {
namespace {

constexpr std::string_view kLayers = "layers";

}  // namespace

Result<WeightType> weight_type_of(const Parameters& parameters) {
    const Value* value = parameters.find("weight_type");
    if (value == nullptr) return WeightType::q4_0;
    return weight_type_from(to_string(*value));
}

bool is_slice(const Parameters& parameters) {
    const Value* value = parameters.find(kLayers);
    return value != nullptr && *value != Value(std::int64_t{0});
}

Result<ModelCard> compute_card_of_case(const ModelCard& card, const Parameters& parameters) {
    if (!is_slice(parameters)) return card;
    const Value& value = *parameters.find(kLayers);
    const auto* layers = std::get_if<std::int64_t>(&value);
    const std::int64_t fewest = std::max(card.deepstack_layers, card.leading_dense_layers) + 1;
    if (layers == nullptr || *layers < fewest || *layers > card.layers) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("layers={} is no slice of {}", to_string(value), card.name),
                    fmt::format("give {} to {}, or 0 for the whole model", fewest, card.layers));
    }
    ModelCard slice = card;
    slice.layers = *layers;
    if (*layers < card.layers) {
        slice.display_name += fmt::format(" (the first {} of {} layers)", *layers, card.layers);
    }
    return slice;
}

}  // namespace inference_pio
