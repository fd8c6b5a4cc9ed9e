#include "statistics/quantile.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

constexpr double kDoubt = 0.01;

// P(Binomial(n, share) <= 1), decreasing in n. Logarithms, since the powers underflow for large n.
double chance_of_at_most_one(double n, double share) {
    const double log_rest = std::log1p(-share);
    return std::exp(n * log_rest) + std::exp(std::log(n * share) + (n - 1) * log_rest);
}

}  // namespace

double compute_quantile(std::span<const double> values, double probability) {
    assert(!values.empty() && probability >= 0 && probability <= 1);
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const double position = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    if (below + 1 >= sorted.size()) return sorted.back();
    // std::lerp is exact at its ends and monotonic, so that the result never leaves the two neighbours.
    return std::lerp(sorted[below], sorted[below + 1], position - static_cast<double>(below));
}

double compute_median(std::span<const double> values) { return compute_quantile(values, 0.5); }

std::int64_t observations_needed(double probability) {
    assert(probability < 1);
    if (probability <= 0.5) return 1;
    const double share = 1 - probability;
    std::int64_t enough = 2;
    while (chance_of_at_most_one(static_cast<double>(enough), share) > kDoubt) enough *= 2;
    std::int64_t too_few = 1;
    while (enough - too_few > 1) {
        const std::int64_t middle = too_few + (enough - too_few) / 2;
        (chance_of_at_most_one(static_cast<double>(middle), share) > kDoubt ? too_few : enough) = middle;
    }
    return enough;
}

}  // namespace inference_pio
