// ModelCard: an architecture in numbers. Enough to synthesize a checkpoint of the true shapes and to
// compute how many bytes and operations a token costs.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Weight types by the names that people use for GGUF files. A `_k_m` file mixes tensor types; the
// engine's own quantizer decides which tensor gets which.
enum class WeightType {
    f32, f16, bf16,
    q8_0, q6_k, q5_k_m, q5_k_s, q5_1, q5_0, q4_k_m, q4_k_s, q4_1, q4_0,
    q3_k_l, q3_k_m, q3_k_s, q2_k, iq4_xs, iq4_nl,
};

[[nodiscard]] std::span<const WeightType> all_weight_types();
[[nodiscard]] std::string_view to_string(WeightType type);  // "q4_k_m"
// Accepts any case ("Q4_K_M"). Errors: invalid_argument, listing the names that exist.
[[nodiscard]] Result<WeightType> weight_type_from(std::string_view word);

// The vision tower of a vision-language model: patches of an image go through a transformer, and squares of
// merge_size × merge_size of them become one token of the text model each. In GGUF it is a file of its own,
// the projector. Lengths are in elements. Every field is > 0 unless it says otherwise.
struct VisionCard {
    std::string projector;  // GGUF `clip.projector_type`: "qwen3vl_merger"
    std::string source;     // where the figures come from

    std::int64_t layers = 0;
    std::int64_t embedding_length = 0;
    std::int64_t feed_forward_length = 0;
    std::int64_t head_count = 0;
    std::int64_t patch_size = 0;                 // pixels along a patch's side
    std::int64_t merge_size = 0;                 // patches along the side of the square that becomes a token
    std::int64_t position_grid = 0;              // learned positions along a side; interpolated for other sizes
    std::vector<std::int64_t> deepstack_layers;  // whose output reaches the text model's first layers; may be empty
    std::int64_t output_length = 0;              // the text model's embedding length
    double norm_epsilon = 1e-6;
    double image_mean = 0.5;       // of each channel, on the scale 0 … 1
    double image_deviation = 0.5;  // likewise
    // An image is scaled until it gives this many tokens at least and at most.
    std::int64_t tokens_min = 0;
    std::int64_t tokens_max = 0;

    bool operator==(const VisionCard&) const = default;
};

// Lengths are in elements. Every field is > 0 unless it says otherwise.
struct ModelCard {
    std::string name;          // the plugin's folder: "qwen3_0_6b"
    std::string display_name;  // "Qwen3 0.6B"
    std::string architecture;  // GGUF `general.architecture`: "qwen3"
    std::string source;        // where the figures come from

    std::int64_t layers = 0;
    std::int64_t embedding_length = 0;
    std::int64_t feed_forward_length = 0;
    std::int64_t head_count = 0;
    std::int64_t head_count_kv = 0;
    std::int64_t key_length = 0;    // of one head
    std::int64_t value_length = 0;  // of one head
    std::int64_t vocabulary_size = 0;
    std::int64_t context_length = 0;
    double rms_epsilon = 1e-6;
    double rope_freq_base = 1e6;
    std::vector<std::int32_t> rope_dimension_sections;  // empty where the architecture has none
    std::int64_t deepstack_layers = 0;                  // 0: none
    std::int64_t sliding_window = 0;                    // tokens; 0: full attention everywhere
    std::int64_t sliding_window_period = 0;             // every n-th layer has no window; 0: all have it
    bool tied_embeddings = true;                        // no output.weight of its own
    bool query_key_norms = true;                        // attn_q_norm, attn_k_norm
    bool post_norms = false;                            // post_attention_norm, post_ffw_norm (Gemma 3)

    // Mixture of experts: a router hands each token to some of many feed-forward networks. All 0: a dense model.
    std::int64_t expert_count = 0;                // of a layer
    std::int64_t expert_used_count = 0;           // by one token
    std::int64_t expert_feed_forward_length = 0;  // of one expert
    std::int64_t expert_shared_count = 0;         // experts that every token uses besides
    std::int64_t leading_dense_layers = 0;        // the first layers: feed_forward_length, and no experts
    double expert_weights_scale = 1;              // what the sum of a token's experts is multiplied with
    bool expert_weights_norm = false;             // a token's experts have weights that sum up to 1
    bool sigmoid_router = false;                  // scores by the sigmoid and a bias (exp_probs_b), not by softmax

    // Latent attention (DeepSeek V2): what is cached of a token is one short vector for all heads, of which each
    // head's key and value are made. All 0: heads have keys and values of their own.
    std::int64_t query_rank = 0;      // q_lora_rank
    std::int64_t key_value_rank = 0;  // kv_lora_rank
    std::int64_t rope_length = 0;     // of a head's key_length, the elements that are rotated

    std::string vocabulary;  // the engine's vocabulary file without prefix and ending: "qwen2"
    bool padded_vocabulary = false;  // that file is another model's and shorter: unused tokens fill it up

    std::optional<VisionCard> vision = {};  // of a vision-language model

    bool operator==(const ModelCard&) const = default;
};

// All weights of the text model, embeddings counted once when tied, all experts counted.
[[nodiscard]] std::int64_t parameter_count(const ModelCard& card);

// All weights of the projector's file, biases and positions included.
[[nodiscard]] std::int64_t parameter_count(const VisionCard& card);

}  // namespace inference_pio
