#include "statistics/process_quantile.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace inference_pio {
namespace {

constexpr std::size_t kProcessesMin = 3;
// The jackknife's error of a quantile is itself known badly, however many the processes: in simulation the
// factor that covers 95 % falls to 2.4 at 20 to 30 processes and no further.
constexpr double kDegreesMax = 5;
constexpr double kDegreesMin = 1.4;  // at 3 processes, where the factor is 7.0

struct SortedValues {
    std::vector<double> values;  // ascending; logarithms where all were positive
    bool logarithmic = false;
};

SortedValues sorted(std::span<const double> values) {
    SortedValues result{{values.begin(), values.end()}, false};
    result.logarithmic = std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
    std::sort(result.values.begin(), result.values.end());
    if (result.logarithmic) {
        for (double& value : result.values) value = std::log(value);
    }
    return result;
}

double carried_back(const SortedValues& sorted, double value) { return sorted.logarithmic ? std::exp(value) : value; }

// The weight of the i-th of n order statistics: I(i / n) - I((i - 1) / n), where I is the regularized
// incomplete beta function with parameters (n + 1) p and (n + 1) (1 - p).
std::vector<double> order_weights(std::size_t n, double probability) {
    const auto count = static_cast<double>(n);
    const double a = (count + 1) * probability;
    const double b = (count + 1) * (1 - probability);
    std::vector<double> weights;
    double below = 0;
    for (std::size_t i = 1; i <= n; ++i) {
        const double upto = i == n ? 1 : boost::math::ibeta(a, b, static_cast<double>(i) / count);
        weights.push_back(upto - below);
        below = upto;
    }
    return weights;
}

double weighted(const std::vector<double>& values, const std::vector<double>& weights) {
    return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0);
}

double jackknife_error(const std::vector<double>& values, double probability) {
    const std::vector<double> weights = order_weights(values.size() - 1, probability);
    const auto n = static_cast<double>(values.size());
    std::vector<double> without;
    for (std::size_t left_out = 0; left_out < values.size(); ++left_out) {
        double estimate = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) estimate += weights[i] * values[i < left_out ? i : i + 1];
        without.push_back(estimate);
    }
    const double mean = std::accumulate(without.begin(), without.end(), 0.0) / n;
    double squares = 0;
    for (const double estimate : without) squares += (estimate - mean) * (estimate - mean);
    return std::sqrt((n - 1) / n * squares);
}

std::string_view method_of(bool logarithmic, Stopping stopping) {
    if (stopping == Stopping::fixed) return logarithmic ? kJackknifeLogQuantile : kJackknifeQuantile;
    return logarithmic ? kSequentialJackknifeLogQuantile : kSequentialJackknifeQuantile;
}

}  // namespace

double compute_process_quantile(std::span<const double> process_values, double probability) {
    const SortedValues values = sorted(process_values);
    const double estimate = weighted(values.values, order_weights(values.values.size(), probability));
    // Rounding of the weights and logarithms must not carry it beyond the values.
    return std::clamp(carried_back(values, estimate), *std::min_element(process_values.begin(), process_values.end()),
                      *std::max_element(process_values.begin(), process_values.end()));
}

Result<Interval> compute_process_quantile_interval(std::span<const double> process_values, double probability,
                                                   double level, Stopping stopping) {
    if (process_values.size() < kProcessesMin) {
        return fail(ErrorKind::invalid_argument, "the interval of a quantile needs values of at least three processes");
    }
    const SortedValues values = sorted(process_values);
    const auto n = static_cast<double>(process_values.size());
    const double estimate = weighted(values.values, order_weights(values.values.size(), probability));
    const double widening = stopping == Stopping::sequential ? std::sqrt(1 + 2 / n) : 1;
    const double half_width = widening * student_t_factor(std::clamp(n / 2 - 1, kDegreesMin, kDegreesMax), level) *
                              jackknife_error(values.values, probability);
    const double low = carried_back(values, estimate - half_width);
    const double high = carried_back(values, estimate + half_width);
    if (!std::isfinite(low) || !std::isfinite(high)) {
        return fail(ErrorKind::invalid_argument, "the processes lie too far apart for an interval");
    }
    const double value = compute_process_quantile(process_values, probability);
    return Interval{level, std::min(low, value), std::max(high, value),
                    std::string(method_of(values.logarithmic, stopping))};
}

}  // namespace inference_pio
