#include "statistics/autocorrelation.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

double mean_of(std::span<const double> values) {
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    return mean;
}

double lagged_products(std::span<const double> values, double mean, std::size_t lag) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < values.size(); ++i) sum += (values[i] - mean) * (values[i + lag] - mean);
    return sum;
}

// A constant series has deviations of rounding only, which must not be read as memory.
bool is_constant(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

}  // namespace

double compute_autocorrelation(std::span<const double> values, std::size_t lag) {
    if (lag == 0) return 1;
    if (lag >= values.size() || is_constant(values)) return 0;
    const double mean = mean_of(values);
    const double squares = lagged_products(values, mean, 0);
    if (!(squares > 0)) return 0;  // deviations so small that their squares vanish
    return std::clamp(lagged_products(values, mean, lag) / squares, -1.0, 1.0);
}

double compute_effective_sample_size(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    if (values.size() < 2 || is_constant(values)) return n;
    const double mean = mean_of(values);
    const double squares = lagged_products(values, mean, 0);
    if (!(squares > 0)) return n;
    double pairs = 0;
    for (std::size_t lag = 0; lag + 1 < values.size(); lag += 2) {
        const double pair = (lagged_products(values, mean, lag) + lagged_products(values, mean, lag + 1)) / squares;
        if (!(pair > 0)) break;
        pairs += pair;
    }
    const double time = 2 * pairs - 1;
    // Strong alternation makes the time small or negative: such values are worth more than n, and we claim n.
    return time <= 1 ? n : std::max(1.0, n / time);
}

}  // namespace inference_pio
