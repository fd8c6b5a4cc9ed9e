#include "statistics/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "statistics/quantile.hpp"
#include "statistics/random_index.hpp"

namespace inference_pio {
namespace {

using Processes = std::span<const std::vector<double>>;

constexpr int kFewestResamples = 100;

Result<void> check_side(Processes processes, std::string_view side) {
    if (processes.size() < 2) {
        return fail(ErrorKind::invalid_argument, fmt::format("a bootstrap needs two processes of the {}", side));
    }
    for (const std::vector<double>& process : processes) {
        const bool usable =
            std::all_of(process.begin(), process.end(), [](double one) { return std::isfinite(one) && one > 0; });
        if (process.empty() || !usable) {
            return fail(ErrorKind::invalid_argument,
                        fmt::format("a bootstrap needs positive samples in every process of the {}", side));
        }
    }
    return {};
}

double median_of_medians(Processes processes) {
    std::vector<double> medians;
    medians.reserve(processes.size());
    for (const std::vector<double>& process : processes) medians.push_back(compute_median(process));
    return compute_median(medians);
}

double draw_median(Processes processes, RandomIndex& random) {
    std::vector<double> medians;
    std::vector<double> drawn;
    medians.reserve(processes.size());
    for (std::size_t i = 0; i < processes.size(); ++i) {
        const std::vector<double>& process = processes[random.below(processes.size())];
        drawn.resize(process.size());
        for (double& value : drawn) value = process[random.below(process.size())];
        medians.push_back(compute_median(drawn));
    }
    return compute_median(medians);
}

}  // namespace

Result<LogRatioInterval> compute_bootstrap_log_ratio(Processes baseline, Processes candidate, double level,
                                                     int resamples, std::uint64_t seed) {
    if (auto checked = check_side(baseline, "baseline"); !checked) return fail(std::move(checked).error());
    if (auto checked = check_side(candidate, "candidate"); !checked) return fail(std::move(checked).error());
    if (!(level > 0 && level < 1) || resamples < kFewestResamples) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a bootstrap needs a level between 0 and 1 and at least {} resamples, not {:g} and {}",
                                kFewestResamples, level, resamples));
    }
    RandomIndex random(seed);
    std::vector<double> ratios(static_cast<std::size_t>(resamples));
    for (double& ratio : ratios) {
        // One statement each: the order in which operands draw would be the compiler's choice.
        const double before = std::log(draw_median(baseline, random));
        ratio = std::log(draw_median(candidate, random)) - before;
    }
    LogRatioInterval interval;
    interval.level = level;
    interval.value = std::log(median_of_medians(candidate)) - std::log(median_of_medians(baseline));
    // A skewed set of few processes can leave its own median outside: the interval only ever grows.
    interval.low = std::min(interval.value, compute_quantile(ratios, (1 - level) / 2));
    interval.high = std::max(interval.value, compute_quantile(ratios, (1 + level) / 2));
    return interval;
}

}  // namespace inference_pio
