#include "checkpoints/case_checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>

namespace inference_pio {
namespace {

constexpr std::string_view kLayers = "layers";
constexpr std::string_view kVariant = "variant";

}  // namespace

Result<WeightType> weight_type_of(const Parameters& parameters) {
    if (parameters.find(kVariant) != nullptr) {
        return variant_of(parameters).map(
            [](const ModelVariant& variant) { return variant.weight_type.value_or(WeightType::f16); });
    }
    const Value* value = parameters.find("weight_type");
    if (value == nullptr) return WeightType::q4_0;
    return weight_type_from(to_string(*value));
}

bool is_slice(const Parameters& parameters) {
    const Value* value = parameters.find(kLayers);
    return value != nullptr && *value != Value(std::int64_t{0});
}

namespace {

Result<ModelCard> compute_slice(const ModelCard& card, const Parameters& parameters) {
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

}  // namespace

Result<ModelCard> compute_card_of_case(const ModelCard& card, const Parameters& parameters) {
    const auto variant = variant_of(parameters);
    if (!variant) return fail(variant.error());
    const auto slice = compute_slice(card, parameters);
    if (!slice) return fail(slice.error());
    return compute_variant_card(*slice, *variant);
}

Result<ModelVariant> variant_of(const Parameters& parameters) {
    const Value* value = parameters.find(kVariant);
    return value == nullptr ? ModelVariant{} : parse_model_variant(to_string(*value));
}

std::string model_of_case(const std::string& benchmark_model, const Parameters& parameters) {
    const Value* value = parameters.find("model");
    return value == nullptr ? benchmark_model : to_string(*value);
}

Result<SynthesisRequest> compute_case_request(const ModelCard& card, const Parameters& parameters) {
    const auto variant = variant_of(parameters);
    if (!variant) return fail(variant.error());
    const auto weight_type = weight_type_of(parameters);
    if (!weight_type) return fail(weight_type.error());
    auto changed = compute_card_of_case(card, parameters);
    if (!changed) return fail(std::move(changed).error());
    return SynthesisRequest{
        .card = *std::move(changed), .weight_type = *weight_type, .sparsity_percent = variant->sparsity_percent};
}

}  // namespace inference_pio
