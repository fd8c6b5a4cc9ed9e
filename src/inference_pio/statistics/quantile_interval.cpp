#include "statistics/quantile_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

// P(Bin(n, probability) < rank)
double chance_below(int n, double probability, int rank) {
    if (rank <= 0) return 0;
    if (rank > n) return 1;
    return boost::math::cdf(boost::math::binomial(n, probability), rank - 1);
}

// P(Bin(n, probability) >= rank)
double chance_from(int n, double probability, int rank) {
    if (rank <= 0) return 1;
    if (rank > n) return 0;
    return boost::math::cdf(boost::math::complement(boost::math::binomial(n, probability), rank - 1));
}

// The largest rank in 0 ... n with P(Bin < rank) <= tail.
int largest_rank_above(int n, double probability, double tail) {
    int low = 0;
    int beyond = n + 1;
    while (beyond - low > 1) {
        const int middle = low + (beyond - low) / 2;
        (chance_below(n, probability, middle) <= tail ? low : beyond) = middle;
    }
    return low;
}

// The fewest values of which the lowest lies below the quantile, and the highest above, often enough.
double values_needed(double probability, double tail) {
    return std::ceil(std::log(tail) / std::log(std::max(probability, 1 - probability)) * (1 - 1e-12));
}

}  // namespace

Result<QuantileInterval> compute_quantile_interval(std::span<const double> values, double probability, double level) {
    if (!(probability > 0 && probability < 1) || !(level > 0 && level < 1)) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("probability and level of an interval must lie between 0 and 1, not be {:g} and {:g}",
                                probability, level));
    }
    if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) {
        return fail(ErrorKind::invalid_argument, "the interval of a quantile needs finite values");
    }
    // Room for rounding: where a tail equals the limit, as powers of 1/2 may, it has to pass.
    const double tail = (1 - level) / 2 * (1 + 1e-12);
    const auto n = static_cast<int>(values.size());
    const int low_rank = largest_rank_above(n, probability, tail);
    // Seen from the other side: n + 1 - u is the largest rank from above for 1 - probability.
    const int high_rank = n + 1 - largest_rank_above(n, 1 - probability, tail);
    if (low_rank < 1 || high_rank > n) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the {:g} % interval of the quantile at {:g} needs {:.0f} values and has {}",
                                100 * level, probability, values_needed(probability, tail), n));
    }
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return QuantileInterval{
        sorted[static_cast<std::size_t>(low_rank - 1)], sorted[static_cast<std::size_t>(high_rank - 1)],
        1 - chance_below(n, probability, low_rank) - chance_from(n, probability, high_rank), low_rank, high_rank};
}

}  // namespace inference_pio
