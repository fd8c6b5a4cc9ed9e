// A changed model, by the word that names the change: what quantization and pruning make of it.
//
//   original        the model as it is: the user's file, or a synthesized checkpoint in f16
//   q4_k_m, bf16 …  every matrix in that weight type, as the engine's own quantizer lays it out
//   kv_q8_0         the KV cache in q8_0 (or kv_q4_0); the checkpoint stays as it is
//   depth_25        a quarter of the blocks dropped: those before the last, which deep models miss least
//                   (Gromov et al., "The Unreasonable Ineffectiveness of the Deeper Layers", 2024)
//   width_25        a quarter of the feed-forward's channels and of the attention's heads dropped
//   sparse_50       half of every block matrix's values, the smallest, set to zero; the shapes stay as they are
//
// Changes are joined by `+`: "q4_0+depth_25". A word has each kind at most once.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

inline constexpr std::string_view kOriginalVariant = "original";

struct ModelVariant {
    std::optional<WeightType> weight_type = {};  // absent: the original's own
    std::string kv_type = {};                    // "q8_0", "q4_0"; empty: as the engine's options say
    int depth_percent = 0;                       // of the blocks, 0 … 90
    int width_percent = 0;                       // of channels and heads, 0 … 90
    int sparsity_percent = 0;                    // of values, 0 … 99

    bool operator==(const ModelVariant&) const = default;
};

// Errors: invalid_argument, naming the part of the word that is none and the forms that there are.
[[nodiscard]] Result<ModelVariant> parse_model_variant(std::string_view word);

// The canonical word: "original", "q4_0+depth_25".
[[nodiscard]] std::string to_string(const ModelVariant& variant);

// Whether it needs another checkpoint than the original: it changes more than the KV cache's type.
[[nodiscard]] bool changes_checkpoint(const ModelVariant& variant);

// Whether it drops or zeroes weights: what is left of the model's quality, speed does not tell.
[[nodiscard]] bool is_pruned(const ModelVariant& variant);

// Numbers of the blocks that `depth_percent` drops of `layers`, ascending: round(layers × share) of them, at least
// one, all before the last and after the first `kept` blocks (leading dense ones, deepstack).
// Errors: invalid_argument, where so many cannot be dropped.
[[nodiscard]] Result<std::vector<std::int64_t>> compute_dropped_blocks(std::int64_t layers, std::int64_t kept,
                                                                       int depth_percent);

// Lengths that `width_percent` leaves. Feed-forward channels stay a multiple of 256 where they are one (so that
// every weight type still fits their rows), else of 32; heads go in whole KV groups, or, where there is one KV
// head only, from within the group.
struct WidthLengths {
    std::int64_t feed_forward_length = 0;
    std::int64_t expert_feed_forward_length = 0;  // 0: no experts
    std::int64_t head_count = 0;
    std::int64_t head_count_kv = 0;
    bool operator==(const WidthLengths&) const = default;
};
// Errors: invalid_argument, where nothing would get narrower.
[[nodiscard]] Result<WidthLengths> compute_width_lengths(const ModelCard& card, int width_percent);

// The card of the variant: fewer layers, narrower ones. The display name says so. Weight types and zeros change no
// card. Errors: those of the two above.
[[nodiscard]] Result<ModelCard> compute_variant_card(const ModelCard& card, const ModelVariant& variant);

}  // namespace inference_pio
