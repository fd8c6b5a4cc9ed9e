#include "judgement/paired_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/percent.hpp"
#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

Result<void> check_policy(const PairedSamples& samples, const VerdictPolicy& policy) {
    if (samples.direction == Direction::neutral) {
        return fail(ErrorKind::invalid_argument, "a metric without a direction has no verdict");
    }
    const bool right = policy.alpha > 0 && policy.alpha < 1 && policy.equivalence_alpha > 0 &&
                       policy.equivalence_alpha < 1 && policy.delta >= 0 && policy.equivalence >= 0 &&
                       std::isfinite(policy.delta) && std::isfinite(policy.equivalence);
    if (right) return {};
    return fail(ErrorKind::invalid_argument, "the verdict's delta, equivalence or alpha is out of range");
}

// Slower is positive, whatever the metric's direction.
Verdict judge(const std::vector<double>& differences, const OrderInterval& interval, Direction direction,
              const VerdictPolicy& policy) {
    const double sign = direction == Direction::lower_is_better ? 1 : -1;
    const auto [low, high] = std::minmax({sign * interval.low, sign * interval.high});
    const double delta = std::log1p(policy.delta);
    if (low > delta) return Verdict::regressed;
    if (high < -delta) return Verdict::improved;
    const double margin = std::log1p(std::max(policy.delta, policy.equivalence));
    const auto narrow = compute_sign_interval(differences, policy.equivalence_alpha);
    if (narrow && narrow->low > -margin && narrow->high < margin) return Verdict::equivalent;
    return Verdict::inconclusive;
}

std::string describe(const PairedVerdict& verdict, const VerdictPolicy& policy) {
    const int least = sign_test_minimum(policy.alpha);
    if (!verdict.interval) {
        return fmt::format("{} pair{}, {} are the fewest that show anything", verdict.pairs,
                           verdict.pairs == 1 ? "" : "s", least);
    }
    std::string text =
        fmt::format("{:+.2f} % ({:+.2f} to {:+.2f} %), {} pairs", (*verdict.ratio - 1) * 100,
                    (verdict.interval->low - 1) * 100, (verdict.interval->high - 1) * 100, verdict.pairs);
    if (verdict.verdict != Verdict::inconclusive) return text;
    text += fmt::format("; the smallest effect that they could show is about {}", percent_of(*verdict.smallest_effect));
    if (verdict.pairs_missing) text += fmt::format("; about {} more pairs would settle it", *verdict.pairs_missing);
    return text;
}

}  // namespace

Result<std::vector<double>> compute_log_ratios(const PairedSamples& samples) {
    if (samples.baseline.size() != samples.candidate.size()) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} values of the baseline and {} of the candidate make no pairs",
                                samples.baseline.size(), samples.candidate.size()));
    }
    const auto usable = [](double value) { return std::isnormal(value) && value > 0; };
    std::vector<double> differences;
    for (std::size_t i = 0; i < samples.baseline.size(); ++i) {
        const double baseline = samples.baseline[i];
        const double candidate = samples.candidate[i];
        if (!usable(baseline) || !usable(candidate)) {
            return fail(ErrorKind::invalid_argument, fmt::format("pair {} is not of two positive values", i + 1));
        }
        differences.push_back(std::log(candidate) - std::log(baseline));
    }
    return differences;
}

Result<PairedVerdict> compute_paired_verdict(const PairedSamples& samples, const VerdictPolicy& policy) {
    if (auto checked = check_policy(samples, policy); !checked) return fail(std::move(checked).error());
    const auto differences = compute_log_ratios(samples);
    if (!differences) return fail(differences.error());

    PairedVerdict verdict;
    verdict.pairs = static_cast<int>(differences->size());
    if (!differences->empty()) {
        const double median = compute_median(*differences);
        const double deviation = robust_standard_deviation(*differences);
        const double margin = std::log1p(policy.delta);
        verdict.ratio = std::exp(median);
        verdict.pair_deviation = deviation;
        verdict.smallest_effect = std::expm1(smallest_effect(verdict.pairs, margin, deviation, policy.alpha));
        if (const auto interval = compute_sign_interval(*differences, policy.alpha)) {
            verdict.interval = Interval{interval->level, std::exp(interval->low), std::exp(interval->high),
                                        std::string(kSignTestOfPairs)};
            verdict.verdict = judge(*differences, *interval, samples.direction, policy);
        }
        const auto needed = pairs_needed(median, margin, deviation, policy.alpha);
        const int least = std::max(sign_test_minimum(policy.alpha), needed.value_or(0));
        const bool open = verdict.verdict == Verdict::inconclusive;
        if (open && least > verdict.pairs && (needed || !verdict.interval)) {
            verdict.pairs_missing = least - verdict.pairs;
        }
    }
    verdict.reason = describe(verdict, policy);
    return verdict;
}

}  // namespace inference_pio
