#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <inference_pio/model_card.hpp>

#include "contracts/words.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<WeightType, 19> kWeightTypes{{
    {WeightType::f32, "f32"},       {WeightType::f16, "f16"},       {WeightType::bf16, "bf16"},
    {WeightType::q8_0, "q8_0"},     {WeightType::q6_k, "q6_k"},     {WeightType::q5_k_m, "q5_k_m"},
    {WeightType::q5_k_s, "q5_k_s"}, {WeightType::q5_1, "q5_1"},     {WeightType::q5_0, "q5_0"},
    {WeightType::q4_k_m, "q4_k_m"}, {WeightType::q4_k_s, "q4_k_s"}, {WeightType::q4_1, "q4_1"},
    {WeightType::q4_0, "q4_0"},     {WeightType::q3_k_l, "q3_k_l"}, {WeightType::q3_k_m, "q3_k_m"},
    {WeightType::q3_k_s, "q3_k_s"}, {WeightType::q2_k, "q2_k"},     {WeightType::iq4_xs, "iq4_xs"},
    {WeightType::iq4_nl, "iq4_nl"},
}};

constexpr auto kAllWeightTypes = [] {
    std::array<WeightType, kWeightTypes.size()> types{};
    std::transform(kWeightTypes.begin(), kWeightTypes.end(), types.begin(), [](const auto& row) { return row.first; });
    return types;
}();

// One layer's attention, with its norms.
std::int64_t attention_count(const ModelCard& card) {
    const std::int64_t output = card.head_count * card.value_length * card.embedding_length;
    if (card.key_value_rank > 0) {
        const std::int64_t plain_length = card.key_length - card.rope_length;
        const std::int64_t query = card.query_rank * (card.embedding_length + card.head_count * card.key_length + 1);
        const std::int64_t latent = card.embedding_length * (card.key_value_rank + card.rope_length);
        const std::int64_t of_heads = card.head_count * card.key_value_rank * (plain_length + card.value_length);
        return query + latent + card.key_value_rank + of_heads + output;
    }
    const std::int64_t query = card.head_count * card.key_length;
    const std::int64_t key_value = card.head_count_kv * (card.key_length + card.value_length);
    const std::int64_t norms = card.query_key_norms ? 2 * card.key_length : 0;
    return card.embedding_length * (query + key_value) + output + norms;
}

// One layer's router and experts.
std::int64_t mixture_count(const ModelCard& card) {
    const std::int64_t expert = 3 * card.embedding_length * card.expert_feed_forward_length;
    const std::int64_t router = (card.embedding_length + (card.sigmoid_router ? 1 : 0)) * card.expert_count;
    return router + expert * (card.expert_count + card.expert_shared_count);
}

}  // namespace

std::span<const WeightType> all_weight_types() { return kAllWeightTypes; }

std::string_view to_string(WeightType type) { return word_of(kWeightTypes, type); }

Result<WeightType> weight_type_from(std::string_view word) {
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (const auto type = value_of(kWeightTypes, std::string_view(lower))) return *type;
    std::string names;
    for (const auto& row : kWeightTypes) names += (names.empty() ? "" : ", ") + std::string(row.second);
    return fail(ErrorKind::invalid_argument, fmt::format("unknown weight type '{}'", word), "use one of " + names);
}

std::int64_t parameter_count(const ModelCard& card) {
    const std::int64_t dense_layers = card.expert_count == 0 ? card.layers : card.leading_dense_layers;
    const std::int64_t feed_forward = dense_layers * 3 * card.embedding_length * card.feed_forward_length +
                                      (card.layers - dense_layers) * mixture_count(card);
    const std::int64_t norms = card.embedding_length * (card.post_norms ? 4 : 2);
    const std::int64_t embeddings = card.vocabulary_size * card.embedding_length * (card.tied_embeddings ? 1 : 2);
    return card.layers * (attention_count(card) + norms) + feed_forward + embeddings + card.embedding_length;
}

std::int64_t parameter_count(const VisionCard& card) {
    const std::int64_t length = card.embedding_length;
    const std::int64_t merged = card.merge_size * card.merge_size * length;
    const auto affine = [](std::int64_t input, std::int64_t output) { return (input + 1) * output; };
    // Two patches in time, as in a video; an image is taken twice.
    const std::int64_t patches = 2 * 3 * card.patch_size * card.patch_size * length + length;
    const std::int64_t positions = card.position_grid * card.position_grid * length;
    const std::int64_t layer = 2 * 2 * length + affine(length, 3 * length) + affine(length, length) +
                               affine(length, card.feed_forward_length) + affine(card.feed_forward_length, length);
    const std::int64_t merger = affine(merged, merged) + affine(merged, card.output_length);
    const auto deepstack = static_cast<std::int64_t>(card.deepstack_layers.size());
    return patches + positions + card.layers * layer + 2 * length + merger + deepstack * (2 * merged + merger);
}

}  // namespace inference_pio
