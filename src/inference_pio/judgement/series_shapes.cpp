#include "judgement/series_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

constexpr double kCertain = 1e9;  // of an advantage: one describes every value exactly, the other does not

double mean_of(std::span<const double> values) {
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    return mean;
}

// About the mean of all, so that the squares keep their digits.
std::vector<double> centred(std::span<const double> values) {
    const double mean = mean_of(values);
    std::vector<double> result;
    for (const double value : values) result.push_back(value - mean);
    return result;
}

double sum_of_squares(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return sum;
}

// What a step at `at` takes off the squares about the common mean; `front` is the sum of the centred values before it.
double explained_by_step(double front, std::size_t at, std::size_t count) {
    const auto n = static_cast<double>(count);
    const auto before = static_cast<double>(at);
    return front * front * n / (before * (n - before));
}

}  // namespace

double compute_step_misfit(std::span<const double> values, std::size_t at) {
    const std::vector<double> of = centred(values);
    double front = 0;
    for (std::size_t i = 0; i < at; ++i) front += of[i];
    return std::max(0.0, sum_of_squares(of) - explained_by_step(front, at, of.size()));
}

double compute_best_step_misfit(std::span<const double> values, std::size_t smallest) {
    const std::vector<double> of = centred(values);
    double explained = 0;
    double front = 0;
    for (std::size_t at = 1; at + smallest <= of.size() && at < of.size(); ++at) {
        front += of[at - 1];
        if (at >= smallest) explained = std::max(explained, explained_by_step(front, at, of.size()));
    }
    return std::max(0.0, sum_of_squares(of) - explained);
}

double compute_drift_misfit(std::span<const double> values) {
    const std::vector<double> of = centred(values);
    const std::size_t n = of.size();
    const std::size_t last_begin = n > kShortestDrift ? n - kShortestDrift : 0;
    double explained = 0;
    double behind = 0;   // sum of the values from begin + 1 on
    double product = 0;  // of (i - begin) and value i, over the same
    // From the end to the front: with each run that joins, every product grows by its value.
    for (std::size_t begin = n - 1; begin-- > 0;) {
        behind += of[begin + 1];
        product += behind;
        if (begin > last_begin) continue;
        const auto length = static_cast<double>(n - 1 - begin);
        const double sum = length * (length + 1) / 2;
        const double squares = length * (length + 1) * (2 * length + 1) / 6 - sum * sum / static_cast<double>(n);
        if (squares > 0) explained = std::max(explained, product * product / squares);
    }
    return std::max(0.0, sum_of_squares(of) - explained);
}

double compute_step_advantage(std::span<const double> values, double step_misfit) {
    if (values.size() < kShortestDrift) return kCertain;
    const double drift_misfit = compute_drift_misfit(values);
    if (step_misfit <= 0 || drift_misfit <= 0) {
        if (step_misfit <= 0 && drift_misfit <= 0) return 0;
        return step_misfit <= 0 ? kCertain : -kCertain;
    }
    return static_cast<double>(values.size()) * std::log(drift_misfit / step_misfit);
}

}  // namespace inference_pio
