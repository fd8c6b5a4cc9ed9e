#include "execution/warmup.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

const double kTolerance = std::log1p(0.05);
constexpr double kOutlying = 3;  // robust standard deviations

// By how much the earlier values are worse than the later ones, as a log ratio; for a neutral direction
// by how much they differ.
double worse_by(double earlier, double later, Direction direction) {
    switch (direction) {
        case Direction::lower_is_better:
            return earlier - later;
        case Direction::higher_is_better:
            return later - earlier;
        case Direction::neutral:
            break;
    }
    return std::abs(earlier - later);
}

// `rest` are logarithms.
bool is_settled(std::span<const double> rest, Direction direction) {
    if (rest.size() < 2) return true;
    const std::size_t half = rest.size() / 2;
    if (worse_by(compute_median(rest.first(half)), compute_median(rest.last(half)), direction) > kTolerance) {
        return false;
    }
    // The median of a half hides one slow sample in front.
    const std::span<const double> after = rest.subspan(1);
    const double tolerance = std::max(kTolerance, kOutlying * robust_standard_deviation(after));
    return worse_by(rest.front(), compute_median(after), direction) <= tolerance;
}

}  // namespace

int compute_warmup_count(std::span<const double> values, Direction direction, int least, int most) {
    most = std::min(most, static_cast<int>(values.size()));
    int count = std::min(least, most);
    if (std::any_of(values.begin(), values.end(), [](double value) { return value <= 0; })) return count;
    std::vector<double> logarithms(values.size());
    std::transform(values.begin(), values.end(), logarithms.begin(), [](double value) { return std::log(value); });
    const std::span<const double> all(logarithms);
    while (count < most && !is_settled(all.subspan(static_cast<std::size_t>(count)), direction)) ++count;
    return count;
}

bool wants_another_sample(std::span<const double> values, Direction direction, const VisitSampling& sampling,
                          int warmup_max) {
    const int taken = static_cast<int>(values.size());
    if (taken < sampling.warmup + sampling.samples) return true;
    return taken - compute_warmup_count(values, direction, sampling.warmup, warmup_max) < sampling.samples;
}

}  // namespace inference_pio
