#include "statistics/distribution_distance.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace inference_pio {
namespace {

bool all_finite(std::span<const float> row) {
    return std::all_of(row.begin(), row.end(), [](float value) { return std::isfinite(value); });
}

Result<void> check_rows(std::span<const float> reference, std::span<const float> changed, std::size_t token) {
    if (reference.empty() || reference.size() != changed.size()) {
        return fail(ErrorKind::invalid_argument, "distributions of " + std::to_string(reference.size()) + " and " +
                                                     std::to_string(changed.size()) + " tokens cannot be compared");
    }
    if (token >= reference.size()) {
        return fail(ErrorKind::invalid_argument, "token " + std::to_string(token) + " is not among the " +
                                                     std::to_string(reference.size()) + " of the distribution");
    }
    if (!all_finite(reference)) return fail(ErrorKind::malformed, "logits of the reference are no finite numbers");
    if (!all_finite(changed)) return fail(ErrorKind::malformed, "logits of the changed model are no finite numbers");
    return {};
}

}  // namespace

Result<NextTokenDistance> compute_next_token_distance(std::span<const float> reference, std::span<const float> changed,
                                                      std::size_t token) {
    if (auto checked = check_rows(reference, changed, token); !checked) return fail(std::move(checked).error());
    const auto top = std::max_element(reference.begin(), reference.end());
    const auto changed_top = std::max_element(changed.begin(), changed.end());
    const double highest = *top;
    const double changed_highest = *changed_top;
    // ln p_i − ln q_i = (a_i − b_i) − ln Z_a + ln Z_b with a and b the logits below their maxima: one pass over the
    // rows gives both partition sums and the mean of a − b under p.
    double sum = 0;
    double changed_sum = 0;
    double difference_sum = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double below = static_cast<double>(reference[i]) - highest;
        const double changed_below = static_cast<double>(changed[i]) - changed_highest;
        const double weight = std::exp(below);
        sum += weight;
        changed_sum += std::exp(changed_below);
        difference_sum += weight * (below - changed_below);
    }
    NextTokenDistance distance;
    // It cannot be negative; rounding can make it so.
    distance.kl_divergence = std::max(0.0, difference_sum / sum - std::log(sum) + std::log(changed_sum));
    distance.same_top1 = top - reference.begin() == changed_top - changed.begin();
    distance.surprisal = std::max(0.0, std::log(changed_sum) - (static_cast<double>(changed[token]) - changed_highest));
    return distance;
}

}  // namespace inference_pio
