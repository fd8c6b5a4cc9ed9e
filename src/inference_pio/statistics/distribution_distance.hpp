// How far two models' distributions of the next token lie apart, from their logits.
//
// With p = softmax(x) of the reference and q = softmax(y) of the changed model, and natural logarithms:
//
//   D(p || q) = Σ p_i (ln p_i − ln q_i)    Kullback and Leibler, "On information and sufficiency" (1951)
//
// Everything is computed in double with each row's maximum subtracted, so neither overflows nor depends on a
// constant that a model adds to all of its logits.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/result.hpp>
#include <span>

namespace inference_pio {

struct NextTokenDistance {
    double kl_divergence = 0;  // nats, >= 0
    bool same_top1 = false;    // both rows are largest at the same index; of equal values the first counts
    double surprisal = 0;      // nats, >= 0: −ln q of the token that came

    bool operator==(const NextTokenDistance&) const = default;
};

// `token`: index of the token that came. O(n).
// Errors: invalid_argument for empty rows, rows of unlike lengths or a token outside of them; malformed for logits
// that are no finite numbers.
[[nodiscard]] Result<NextTokenDistance> compute_next_token_distance(std::span<const float> reference,
                                                                    std::span<const float> changed, std::size_t token);

}  // namespace inference_pio
