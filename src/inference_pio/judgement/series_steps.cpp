#include "judgement/series_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "judgement/series_levels.hpp"
#include "judgement/series_shapes.hpp"
#include "statistics/change_points.hpp"
#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMostValues = 2000;
constexpr std::size_t kWindow = 300;  // of the search, whose cost grows with the square
constexpr int kPermutations = 19;
constexpr double kLenientLevel = 0.25;
// In n ln of the ratio of squares, that is twice a log likelihood. The place of a step is chosen among many, so it has
// to win clearly; where neither does, the drift has the benefit of the doubt, since steps are tested as such before.
constexpr double kStepAdvantage = 6;
constexpr double kCreepTolerance = 4;
constexpr std::size_t kMostOfAnEnd = 30;
constexpr std::size_t kShortestSuspicious = 6;
constexpr double kOdd = 3;  // robust deviations

struct Series {
    std::vector<double> logs;
    std::vector<double> clamped;  // the same without the reach of bad runs
    StepOptions options;

    [[nodiscard]] std::span<const double> stretch(std::size_t begin, std::size_t end) const {
        return std::span(logs).subspan(begin, end - begin);
    }
    [[nodiscard]] std::span<const double> clamped_stretch(std::size_t begin, std::size_t end) const {
        return std::span(clamped).subspan(begin, end - begin);
    }
};

Result<void> check(const std::vector<double>& values, const StepOptions& options) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnormal(values[i]) || values[i] < 0) {
            return fail(ErrorKind::invalid_argument, fmt::format("value {} of the series is not positive", i + 1));
        }
    }
    const bool right = options.smallest_effect > 0 && std::isfinite(options.smallest_effect) &&
                       options.p_threshold > 0 && options.p_threshold < 1 && options.runs_behind >= 2;
    if (right) return {};
    return fail(ErrorKind::invalid_argument, "the smallest effect, p threshold or runs behind a step are out of range");
}

// In windows that overlap by half, so that no step lies at the border of all of its windows.
Result<std::vector<std::size_t>> find_candidates(const Series& series) {
    ChangePointOptions options;
    options.permutations = kPermutations;
    options.p_threshold = kLenientLevel;
    options.smallest_segment = series.options.runs_behind;
    std::set<std::size_t> found;
    const std::size_t size = series.clamped.size();
    for (std::size_t begin = 0;; begin += kWindow / 2) {
        const std::size_t end = std::min(begin + kWindow, size);
        const auto changes = compute_change_points(series.clamped_stretch(begin, end), options);
        if (!changes) return fail(changes.error());
        for (const ChangePoint& change : *changes) found.insert(begin + change.index);
        if (end == size) break;
    }
    return std::vector<std::size_t>(found.begin(), found.end());
}

// Levels lie within a double's range, their ratio need not.
double ratio_of(double difference) { return std::exp(std::clamp(difference, -700.0, 700.0)); }

struct TestedStep {
    SeriesStep step;
    bool holds = false;
};

// A step at `at` between its neighbours' borders.
TestedStep test_step(const Series& series, std::size_t begin, std::size_t at, std::size_t end) {
    TestedStep tested;
    tested.step.index = at;
    if (at - begin < series.options.runs_behind || end - at < series.options.runs_behind) return tested;
    const LevelChange change = compare_levels(series.stretch(begin, at), series.stretch(at, end));
    tested.step.ratio = ratio_of(change.difference);
    tested.step.p_value = change.p_value;
    if (change.p_value > series.options.p_threshold ||
        std::abs(change.difference) < std::log1p(series.options.smallest_effect)) {
        return tested;
    }
    const auto values = series.clamped_stretch(begin, end);
    tested.holds = compute_step_advantage(values, compute_step_misfit(values, at - begin)) >= kStepAdvantage;
    return tested;
}

std::vector<SeriesStep> confirm(const Series& series, std::vector<std::size_t> candidates) {
    while (true) {
        std::vector<SeriesStep> steps;
        std::optional<std::size_t> weakest;
        double weakest_p = -1;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const std::size_t begin = i == 0 ? 0 : candidates[i - 1];
            const std::size_t end = i + 1 == candidates.size() ? series.logs.size() : candidates[i + 1];
            const TestedStep tested = test_step(series, begin, candidates[i], end);
            steps.push_back(tested.step);
            if (!tested.holds && tested.step.p_value > weakest_p) {
                weakest = i;
                weakest_p = tested.step.p_value;
            }
        }
        if (!weakest) return steps;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(*weakest));
    }
}

std::optional<SeriesCreep> find_creep(const Series& series, std::size_t begin) {
    const std::size_t end = series.logs.size();
    const std::size_t size = end - begin;
    if (size < kShortestDrift) return std::nullopt;
    const std::size_t third = std::min(size / 3, kMostOfAnEnd);
    const LevelChange change = compare_levels(series.stretch(begin, begin + third), series.stretch(end - third, end));
    if (change.p_value > series.options.p_threshold ||
        std::abs(change.difference) < std::log1p(series.options.smallest_effect)) {
        return std::nullopt;
    }
    const auto values = series.clamped_stretch(begin, end);
    const double best = compute_best_step_misfit(values, series.options.runs_behind);
    if (compute_step_advantage(values, best) >= kCreepTolerance) return std::nullopt;
    return SeriesCreep{begin, end, ratio_of(change.difference), change.p_value};
}

bool looks_odd(std::span<const double> segment, double centre, double deviation, double smallest_effect) {
    if (segment.size() < kShortestSuspicious) return false;
    const double limit = std::max(kOdd * deviation, std::log1p(smallest_effect));
    int above = 0;
    int below = 0;
    for (const double value : segment.last(3)) {
        above += value - centre > limit ? 1 : 0;
        below += centre - value > limit ? 1 : 0;
    }
    return above >= 2 || below >= 2;
}

}  // namespace

Result<SeriesAnalysis> analyse_series(const std::vector<double>& values, const StepOptions& options) {
    if (auto checked = check(values, options); !checked) return fail(std::move(checked).error());
    SeriesAnalysis analysis;
    if (values.empty()) return analysis;
    const std::size_t cut = values.size() - std::min(values.size(), kMostValues);
    Series series;
    series.options = options;
    for (std::size_t i = cut; i < values.size(); ++i) series.logs.push_back(std::log(values[i]));
    series.clamped = clamp_bad_runs(series.logs);

    auto candidates = find_candidates(series);
    if (!candidates) return fail(std::move(candidates).error());
    analysis.steps = confirm(series, *std::move(candidates));
    const std::size_t begin = analysis.steps.empty() ? 0 : analysis.steps.back().index;
    analysis.creep = find_creep(series, begin);

    const auto segment = series.stretch(begin, series.logs.size());
    const double centre = compute_median(segment);
    analysis.level = compute_median(std::span(values).subspan(cut + begin));
    analysis.deviation = robust_standard_deviation(segment);
    analysis.suspicious = looks_odd(segment, centre, analysis.deviation, options.smallest_effect);

    for (SeriesStep& step : analysis.steps) step.index += cut;
    if (analysis.creep) {
        analysis.creep->begin += cut;
        analysis.creep->end += cut;
    }
    return analysis;
}

}  // namespace inference_pio
