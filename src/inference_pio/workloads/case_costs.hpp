// What a generation must do at least, from the checkpoint's own tensors: the bytes and operations that
// mbu and mfu divide by time (docs/measurement.md, section 1).
//
// With, summed over the layers l: M the elements of their matrices and W_l their bytes, O and W_O those of the
// output matrix (the embedding table where both are one), q = heads × head length, k and v the lengths of one
// token's key and value over all KV heads, e the bytes of one KV element, and c_l(t) = min(t, window) the
// context of a token that has t tokens before and including itself (min(t, ∞) where the layer sees all):
//
//   flops of one token     2 M + Σ_l 2 (q_l + a_l) c_l(t)     scores, and the sum of values weighted by them;
//                                                            a = heads × value length, as a rule a = q, so that
//                                                            attention takes 4 × heads × head length × context
//   a decode step          batch × (2 (M + O) + attention), and W + W_O + batch × Σ_l (k_l + v_l) e c_l(t)
//                          bytes, both the mean over the steps t = depth + prompt + 1 … depth + prompt + new − 1
//   the prefill            batch × Σ_t (2 M + attention) over t = depth + 1 … depth + prompt, and batch × 2 O:
//                          only the last token's logits are computed; W + W_O bytes once, and every sequence's
//                          KV cache as it then stands, once
//
// A mixture of experts has, besides, X elements in the matrices of all its experts, W_X bytes. A token computes with
// k of the n experts of a layer, so that M grows by X k / n. Bytes grow by W_X s(T), where T tokens are computed at
// once (a decode step: the batch; the prefill: batch × prompt) and s(T) = 1 − (1 − k / n)^T is the expected share of
// the experts that at least one of them goes to, all choices being alike likely and independent between tokens.
//
// Not counted: norms, rotations, softmax, activations, rows looked up in an embedding table of its own, and
// weights that a prefill reads again for its next batch of tokens.
//
// Pure but for read_generation_costs(). Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoints/checkpoint.hpp"

namespace inference_pio {

// The attention of one layer, in elements of one token.
struct LayerAttention {
    std::int64_t query = 0;   // heads × key length
    std::int64_t output = 0;  // heads × value length
    std::int64_t key = 0;     // KV heads × key length
    std::int64_t value = 0;   // KV heads × value length
    bool latent = false;      // one cached vector is every head's key, and a part of it the value: value is 0
    bool operator==(const LayerAttention&) const = default;
};

struct WeightCosts {
    double layer_elements = 0;  // of the matrices of all layers
    double layer_bytes = 0;     // of everything but the embedding table and the output matrix
    double output_elements = 0;
    double output_bytes = 0;
    double expert_elements = 0;             // of all experts of all layers; in none of the sums above
    double expert_bytes = 0;                // likewise
    std::int64_t expert_count = 0;          // of a layer; 0: no mixture of experts
    std::string weight_type;                // ggml's name of the type of most elements of the layers' matrices: "q4_0"
    std::vector<LayerAttention> attention;  // by layer
};

// Nothing where a layer's attention is made neither of attn_q, attn_k, attn_v and attn_output nor of latent vectors
// (attn_kv_a_mqa, attn_k_b), or where there is no layer or no embedding table.
[[nodiscard]] std::optional<WeightCosts> compute_weight_costs(std::span<const TensorFacts> tensors);

struct GenerationShape {
    std::int64_t batch_size = 1;     // >= 1
    std::int64_t prompt_tokens = 1;  // of each sequence, >= 1
    std::int64_t new_tokens = 1;     // >= 1; 1: there is no decode step
    std::int64_t depth = 0;          // >= 0
    int threads = 1;                 // >= 1
    double kv_element_bytes = 2;
};

// The window, which layers have it, and how many experts a token uses come from the card.
[[nodiscard]] CaseCosts compute_generation_costs(const ModelCard& card, const WeightCosts& weights,
                                                 const GenerationShape& shape);

// Of one element of the engine's KV cache: f16 2, q8_0 34/32 (32 values and a scale of two bytes), q4_0 18/32.
// Nothing for another word. Source: ggml's block layouts.
[[nodiscard]] std::optional<double> kv_element_bytes_of(std::string_view kv_type);

// Of a case that is about to run `checkpoint`; `options` are the engine's effective ones. Nothing where there
// is no checkpoint, its tensors do not tell, or a GPU computes, of which no ceiling is measured.
[[nodiscard]] std::optional<CaseCosts> read_generation_costs(const ModelCard& card,
                                                             const std::filesystem::path& checkpoint,
                                                             const std::map<std::string, std::string>& options,
                                                             GenerationShape shape);

}  // namespace inference_pio
