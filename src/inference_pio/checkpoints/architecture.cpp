#include "checkpoints/architecture.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <limits>
#include <utility>

namespace inference_pio {
namespace {

// What the engine's loaders of these architectures take for granted.
struct Architecture {
    std::string_view name;
    bool query_key_norms;
    bool post_norms;
    bool dimension_sections;
    bool experts;
    bool latent_attention;
};

constexpr std::array kArchitectures{
    Architecture{"qwen3", true, false, false, false, false},
    Architecture{"qwen3vl", true, false, true, false, false},
    Architecture{"gemma3", true, true, false, false, false},
    Architecture{"qwen3moe", true, false, false, true, false},
    Architecture{"deepseek2", false, false, false, true, true},
};

constexpr std::int64_t kMostLayers = 512;  // the engine's own limits
constexpr std::int64_t kMostExperts = 512;
constexpr std::int64_t kLongest = std::numeric_limits<std::int32_t>::max();

Result<void> check_lengths(const ModelCard& card) {
    const std::array<std::pair<std::string_view, std::int64_t>, 9> lengths{{
        {"layers", card.layers},
        {"embedding_length", card.embedding_length},
        {"feed_forward_length", card.feed_forward_length},
        {"head_count", card.head_count},
        {"head_count_kv", card.head_count_kv},
        {"key_length", card.key_length},
        {"value_length", card.value_length},
        {"vocabulary_size", card.vocabulary_size},
        {"context_length", card.context_length},
    }};
    for (const auto& [field, length] : lengths) {
        if (length < 1 || length > kLongest) {
            return fail(ErrorKind::invalid_argument, fmt::format("card {}: {} is {}", card.name, field, length),
                        "give the figure of the model's published configuration");
        }
    }
    if (card.layers > kMostLayers) {
        return fail(ErrorKind::unsupported, fmt::format("card {}: {} layers; the engine knows at most {}", card.name,
                                                        card.layers, kMostLayers));
    }
    if (card.head_count % card.head_count_kv != 0) {
        return fail(ErrorKind::invalid_argument, fmt::format("card {}: {} heads cannot share {} KV heads evenly",
                                                             card.name, card.head_count, card.head_count_kv));
    }
    return {};
}

// The rank of queries too: the engine knows models without one only by their number of layers.
Result<void> check_latent_attention(const ModelCard& card, bool wanted) {
    if (!wanted) {
        if (card.query_rank == 0 && card.key_value_rank == 0 && card.rope_length == 0) return {};
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} models have no latent attention", card.name, card.architecture));
    }
    const bool possible = card.query_rank >= 1 && card.query_rank <= kLongest && card.key_value_rank >= 1 &&
                          card.key_value_rank <= kLongest && card.rope_length >= 2 && card.rope_length % 2 == 0 &&
                          card.rope_length < card.key_length;
    if (!possible) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: query_rank {}, key_value_rank {} and rope_length {} of {} cannot be",
                                card.name, card.query_rank, card.key_value_rank, card.rope_length, card.key_length),
                    "give the figures of the model's published configuration");
    }
    if (card.layers == 26 || card.layers == 27) {
        return fail(ErrorKind::unsupported,
                    fmt::format("card {}: the engine takes {} layers of {} for a model with other tensors", card.name,
                                card.layers, card.architecture),
                    "choose another number of layers");
    }
    return {};
}

Result<void> check_experts(const ModelCard& card, bool wanted) {
    if (!wanted) {
        const bool none = card.expert_count == 0 && card.expert_used_count == 0 &&
                          card.expert_feed_forward_length == 0 && card.expert_shared_count == 0 &&
                          card.leading_dense_layers == 0;
        if (none) return {};
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} models have no experts", card.name, card.architecture));
    }
    const bool possible = card.expert_used_count >= 1 && card.expert_used_count <= card.expert_count &&
                          card.expert_count <= kMostExperts && card.expert_feed_forward_length >= 1 &&
                          card.expert_feed_forward_length <= kLongest && card.expert_shared_count >= 0 &&
                          card.expert_shared_count <= kMostExperts && card.leading_dense_layers >= 0 &&
                          card.leading_dense_layers < card.layers;
    if (possible) return {};
    return fail(
        ErrorKind::invalid_argument,
        fmt::format("card {}: {} of {} experts of length {}, {} shared, behind {} dense layers of {} cannot be",
                    card.name, card.expert_used_count, card.expert_count, card.expert_feed_forward_length,
                    card.expert_shared_count, card.leading_dense_layers, card.layers),
        fmt::format("give the figures of the model's published configuration; the engine knows at most {} experts",
                    kMostExperts));
}

}  // namespace

Result<void> check_card(const ModelCard& card) {
    const Architecture* found = nullptr;
    std::string known;
    for (const Architecture& architecture : kArchitectures) {
        if (architecture.name == card.architecture) found = &architecture;
        known += (known.empty() ? "" : ", ") + std::string(architecture.name);
    }
    if (found == nullptr) {
        return fail(ErrorKind::unsupported,
                    fmt::format("card {}: architecture '{}' cannot be synthesized", card.name, card.architecture),
                    "synthesis knows " + known + "; run a real checkpoint with --model-file");
    }
    if (auto lengths = check_lengths(card); !lengths) return lengths;
    if (auto experts = check_experts(card, found->experts); !experts) return experts;
    if (auto latent = check_latent_attention(card, found->latent_attention); !latent) return latent;
    if (card.query_key_norms != found->query_key_norms || card.post_norms != found->post_norms) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} models {} query and key norms and {} post norms", card.name, found->name,
                                found->query_key_norms ? "have" : "have no", found->post_norms ? "have" : "have no"));
    }
    // The engine ends the whole process where a file breaks one of these two.
    if (card.key_length != card.value_length && !found->latent_attention) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} needs one head length, not key_length {} and value_length {}", card.name,
                                found->name, card.key_length, card.value_length));
    }
    if (card.deepstack_layers < 0 || card.deepstack_layers >= card.layers) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} deepstack_layers do not lie before the last of {}", card.name,
                                card.deepstack_layers, card.layers));
    }
    if (found->dimension_sections && card.rope_dimension_sections.size() != 4) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: {} needs four rope_dimension_sections, not {}", card.name, found->name,
                                card.rope_dimension_sections.size()));
    }
    return {};
}

std::vector<MetadataEntry> compute_architecture_keys(const ModelCard& card) {
    std::vector<MetadataEntry> keys;
    const auto add = [&](std::string_view key, auto value) {
        keys.push_back({fmt::format("{}.{}", card.architecture, key), std::move(value)});
    };
    const auto add_length = [&](std::string_view key, std::int64_t length) {
        add(key, static_cast<std::uint32_t>(length));
    };
    const bool latent = card.key_value_rank > 0;  // then one key for all heads is cached, and the value is a part of it
    add_length("context_length", card.context_length);
    add_length("embedding_length", card.embedding_length);
    add_length("block_count", card.layers);
    add_length("feed_forward_length", card.feed_forward_length);
    add_length("attention.head_count", card.head_count);
    add("attention.layer_norm_rms_epsilon", static_cast<float>(card.rms_epsilon));
    add_length("attention.key_length", latent ? card.key_value_rank + card.rope_length : card.key_length);
    add_length("attention.value_length", latent ? card.key_value_rank : card.value_length);
    add("rope.freq_base", static_cast<float>(card.rope_freq_base));
    if (card.sliding_window > 0) add_length("attention.sliding_window", card.sliding_window);
    add_length("attention.head_count_kv", latent ? 1 : card.head_count_kv);
    if (!card.rope_dimension_sections.empty()) add("rope.dimension_sections", card.rope_dimension_sections);
    if (card.deepstack_layers > 0) add_length("n_deepstack_layers", card.deepstack_layers);
    if (latent) {
        add_length("attention.q_lora_rank", card.query_rank);
        add_length("attention.kv_lora_rank", card.key_value_rank);
        add_length("attention.key_length_mla", card.key_length);
        add_length("attention.value_length_mla", card.value_length);
        add_length("rope.dimension_count", card.rope_length);
    }
    if (card.expert_count > 0) {
        add_length("expert_used_count", card.expert_used_count);
        add_length("expert_count", card.expert_count);
        add_length("expert_feed_forward_length", card.expert_feed_forward_length);
    }
    if (latent && card.expert_count > 0) {
        constexpr std::int64_t kSoftmax = 1;
        constexpr std::int64_t kSigmoid = 2;
        add_length("expert_shared_count", card.expert_shared_count);
        add_length("leading_dense_block_count", card.leading_dense_layers);
        add("expert_weights_scale", static_cast<float>(card.expert_weights_scale));
        add("expert_weights_norm", card.expert_weights_norm);
        add_length("expert_gating_func", card.sigmoid_router ? kSigmoid : kSoftmax);
    }
    add_length("vocab_size", card.vocabulary_size);
    return keys;
}

namespace {

using AddTensor = std::function<void(std::string_view name, std::vector<std::int64_t> shape)>;

// Each adds the tensors of its part of a layer by name. The attention's norm stands among its own.
void add_attention(const ModelCard& card, const AddTensor& add) {
    const std::int64_t embedding = card.embedding_length;
    add("attn_k.weight", {embedding, card.head_count_kv * card.key_length});
    if (card.query_key_norms) add("attn_k_norm.weight", {card.key_length});
    add("attn_norm.weight", {embedding});
    add("attn_output.weight", {card.head_count * card.value_length, embedding});
    add("attn_q.weight", {embedding, card.head_count * card.key_length});
    if (card.query_key_norms) add("attn_q_norm.weight", {card.key_length});
    add("attn_v.weight", {embedding, card.head_count_kv * card.value_length});
}

void add_latent_attention(const ModelCard& card, const AddTensor& add) {
    const std::int64_t embedding = card.embedding_length;
    const std::int64_t rank = card.key_value_rank;
    add("attn_k_b.weight", {card.key_length - card.rope_length, rank, card.head_count});
    add("attn_kv_a_mqa.weight", {embedding, rank + card.rope_length});
    add("attn_kv_a_norm.weight", {rank});
    add("attn_norm.weight", {embedding});
    add("attn_output.weight", {card.head_count * card.value_length, embedding});
    add("attn_q_a.weight", {embedding, card.query_rank});
    add("attn_q_a_norm.weight", {card.query_rank});
    add("attn_q_b.weight", {card.query_rank, card.head_count * card.key_length});
    add("attn_v_b.weight", {rank, card.value_length, card.head_count});
}

void add_feed_forward(const ModelCard& card, const AddTensor& add) {
    add("ffn_down.weight", {card.feed_forward_length, card.embedding_length});
    add("ffn_gate.weight", {card.embedding_length, card.feed_forward_length});
    add("ffn_norm.weight", {card.embedding_length});
    add("ffn_up.weight", {card.embedding_length, card.feed_forward_length});
}

void add_mixture(const ModelCard& card, const AddTensor& add) {
    const std::int64_t embedding = card.embedding_length;
    const std::int64_t hidden = card.expert_feed_forward_length;
    const std::int64_t shared = hidden * card.expert_shared_count;
    if (card.sigmoid_router) add("exp_probs_b.bias", {card.expert_count});
    add("ffn_down_exps.weight", {hidden, embedding, card.expert_count});
    if (shared > 0) add("ffn_down_shexp.weight", {shared, embedding});
    add("ffn_gate_exps.weight", {embedding, hidden, card.expert_count});
    add("ffn_gate_inp.weight", {embedding, card.expert_count});
    if (shared > 0) add("ffn_gate_shexp.weight", {embedding, shared});
    add("ffn_norm.weight", {embedding});
    add("ffn_up_exps.weight", {embedding, hidden, card.expert_count});
    if (shared > 0) add("ffn_up_shexp.weight", {embedding, shared});
}

}  // namespace

std::vector<TensorShape> compute_tensor_list(const ModelCard& card) {
    const std::int64_t embedding = card.embedding_length;
    std::vector<TensorShape> tensors;
    if (!card.tied_embeddings) tensors.push_back({"output.weight", {embedding, card.vocabulary_size}});
    tensors.push_back({"output_norm.weight", {embedding}});
    tensors.push_back({"token_embd.weight", {embedding, card.vocabulary_size}});
    for (std::int64_t layer = 0; layer < card.layers; ++layer) {
        const AddTensor add = [&](std::string_view name, std::vector<std::int64_t> shape) {
            tensors.push_back({fmt::format("blk.{}.{}", layer, name), std::move(shape)});
        };
        const bool dense = card.expert_count == 0 || layer < card.leading_dense_layers;
        (card.key_value_rank > 0 ? add_latent_attention : add_attention)(card, add);
        (dense ? add_feed_forward : add_mixture)(card, add);
        if (card.post_norms) add("post_attention_norm.weight", {embedding});
        if (card.post_norms) add("post_ffw_norm.weight", {embedding});
    }
    return tensors;
}

}  // namespace inference_pio
