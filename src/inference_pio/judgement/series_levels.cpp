#include "judgement/series_levels.hpp"

#include <algorithm>
#include <cmath>

#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"
#include "statistics/welch_test.hpp"

namespace inference_pio {
namespace {

constexpr double kBadRun = 4;             // robust deviations
constexpr std::size_t kMostHeldBack = 5;  // one in so many
constexpr std::size_t kNeighbours = 9;    // of the moving median
constexpr double kMadToDeviation = 1.4826;

std::vector<double> without_bad_runs(std::span<const double> values, double centre, double limit) {
    std::vector<double> kept(values.begin(), values.end());
    std::stable_sort(kept.begin(), kept.end(),
                     [&](double a, double b) { return std::abs(a - centre) < std::abs(b - centre); });
    for (std::size_t left = kept.size() / kMostHeldBack; left > 0; --left) {
        if (std::abs(kept.back() - centre) <= limit) break;
        kept.pop_back();
    }
    return kept;
}

// Of one value, from the differences of neighbours: steps are few among them.
double deviation_of_differences(std::span<const double> values) {
    std::vector<double> differences;
    for (std::size_t i = 1; i < values.size(); ++i) differences.push_back(std::abs(values[i] - values[i - 1]));
    return kMadToDeviation * compute_median(differences) / std::sqrt(2.0);
}

}  // namespace

LevelChange compare_levels(std::span<const double> before, std::span<const double> after) {
    if (before.size() < 2 || after.size() < 2) return {};
    const double centre_before = compute_median(before);
    const double centre_after = compute_median(after);
    std::vector<double> residuals;
    for (const double value : before) residuals.push_back(value - centre_before);
    for (const double value : after) residuals.push_back(value - centre_after);
    const double deviation = robust_standard_deviation(residuals);
    const double limit = kBadRun * deviation;
    const auto test = compute_welch_test(without_bad_runs(before, centre_before, limit),
                                         without_bad_runs(after, centre_after, limit));
    if (!test) return {};
    const double pooled =
        deviation * std::sqrt(1 / static_cast<double>(before.size()) + 1 / static_cast<double>(after.size()));
    if (!(pooled > 0)) return {test->difference, test->p_value};
    const auto degrees = static_cast<double>(before.size() + after.size() - 2);
    return {test->difference, std::max(test->p_value, student_p_value(test->difference / pooled, degrees))};
}

std::vector<double> clamp_bad_runs(std::span<const double> values) {
    std::vector<double> clamped(values.begin(), values.end());
    if (values.size() < kNeighbours) return clamped;
    const double limit = kBadRun * deviation_of_differences(values);
    if (!(limit > 0)) return clamped;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t first = std::min(i - std::min(i, kNeighbours / 2), values.size() - kNeighbours);
        const double centre = compute_median(values.subspan(first, kNeighbours));
        clamped[i] = std::clamp(values[i], centre - limit, centre + limit);
    }
    return clamped;
}

}  // namespace inference_pio
