// judge_family() of judgement/stored_verdict.hpp: many rows at once.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "common/percent.hpp"
#include "contracts/words.hpp"
#include "judgement/stored_verdict.hpp"
#include "statistics/interval.hpp"
#include "statistics/multiple_tests.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kWelchOfStoredRuns = "welch_t_log_ratio_of_sessions";
constexpr double kEquivalenceLevel = 0.90;
constexpr double kPowerQuantile = 0.84;   // the normal quantile of the power, 0.8
constexpr double kSmallestAlpha = 1e-14;  // below, 1 - alpha is no longer told from 1

constexpr WordTable<Correction, 2> kCorrections{{
    {Correction::holm, "holm"},
    {Correction::benjamini_hochberg, "benjamini_hochberg"},
}};

// Of one member of a family.
struct CorrectedLevel {
    double adjusted = 1;
    double alpha = 0.05;  // of its own interval
};

std::vector<CorrectedLevel> correct(const std::vector<double>& p_values, double alpha, Correction correction) {
    const bool holm = correction == Correction::holm;
    const std::vector<double> adjusted = holm ? holm_adjust(p_values) : benjamini_hochberg_adjust(p_values);
    const auto total = static_cast<double>(p_values.size());
    const auto rejected =
        static_cast<double>(std::count_if(adjusted.begin(), adjusted.end(), [&](double one) { return one <= alpha; }));
    std::vector<std::size_t> order(p_values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<CorrectedLevel> result(p_values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t index = order[i];
        const bool is_rejected = adjusted[index] <= alpha;
        double own = 0;
        if (holm) {
            own = alpha / (total - (is_rejected ? static_cast<double>(i) : rejected));
        } else {
            own = alpha * (is_rejected ? rejected : std::min(rejected + 1, total)) / total;
        }
        result[index] = {adjusted[index], std::max(own, kSmallestAlpha)};
    }
    return result;
}

double factor_of(const ComparedMetric& row, double alpha) {
    if (row.degrees_of_freedom) return student_t_factor(*row.degrees_of_freedom, 1 - alpha);
    return boost::math::quantile(boost::math::complement(boost::math::normal(), alpha / 2));
}

// What a deciding change would have to be, and the interval; neither where it is too wide for numbers.
void set_precision(ComparedMetric& row, double alpha) {
    const double centre = std::log(*row.ratio);
    const double factor = factor_of(row, alpha);
    const double low = std::exp(centre - factor * *row.standard_error);
    const double high = std::exp(centre + factor * *row.standard_error);
    row.interval.reset();
    if (low > 0 && std::isfinite(high)) {
        row.interval =
            Interval{1 - alpha, std::min(low, *row.ratio), std::max(high, *row.ratio), std::string(kWelchOfStoredRuns)};
    }
    const double smallest = std::expm1(std::log1p(row.allowed) + (factor + kPowerQuantile) * *row.standard_error);
    row.smallest_effect = std::isfinite(smallest) ? std::optional(smallest) : std::nullopt;
}

bool is_equivalent(const ComparedMetric& row, const GateThresholds& thresholds) {
    const double centre = std::abs(std::log(*row.ratio));
    if (!row.standard_error) return centre <= std::log1p(row.allowed);
    const double reach = factor_of(row, 1 - kEquivalenceLevel) * *row.standard_error;
    return centre + reach < std::log1p(std::max(row.allowed, thresholds.equivalence));
}

std::string describe(const ComparedMetric& row) {
    std::string text = fmt::format("{:+.2f} %", (*row.ratio - 1) * 100);
    if (row.interval) {
        text += fmt::format(" ({:+.2f} to {:+.2f} %)", (row.interval->low - 1) * 100, (row.interval->high - 1) * 100);
    }
    text += fmt::format(", {} and {} process{}", row.baseline_processes, row.candidate_processes,
                        row.baseline_processes == 1 && row.candidate_processes == 1 ? "" : "es");
    if (row.verdict != Verdict::inconclusive) return text;
    if (row.smallest_effect) {
        text += fmt::format("; the smallest effect that two stored runs could show here is about {}",
                            percent_of(*row.smallest_effect));
    }
    return text + "; a duet of the two builds shows smaller ones";
}

void judge(ComparedMetric& row, const CorrectedLevel& corrected, double alpha, const GateThresholds& thresholds) {
    row.adjusted_p_value = corrected.adjusted;
    if (row.standard_error) set_precision(row, corrected.alpha);
    if (corrected.adjusted <= alpha) {
        const bool more_is_worse = row.metric.direction == Direction::lower_is_better;
        row.verdict = (*row.ratio > 1) == more_is_worse ? Verdict::regressed : Verdict::improved;
    } else {
        row.verdict = is_equivalent(row, thresholds) ? Verdict::equivalent : Verdict::inconclusive;
    }
    row.reason = describe(row);
}

}  // namespace

std::string_view to_string(Correction correction) { return word_of(kCorrections, correction); }

void judge_family(std::vector<ComparedMetric>& rows, double alpha, Correction correction, const GateRules& rules) {
    for (const bool deciding : {true, false}) {
        std::vector<std::size_t> members;
        std::vector<double> p_values;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].deciding != deciding || !rows[i].p_value || !rows[i].ratio) continue;
            members.push_back(i);
            p_values.push_back(*rows[i].p_value);
        }
        const auto corrected = correct(p_values, alpha, deciding ? correction : Correction::benjamini_hochberg);
        for (std::size_t i = 0; i < members.size(); ++i) {
            ComparedMetric& row = rows[members[i]];
            judge(row, corrected[i], alpha, thresholds_for(rules, row.metric.name, row.case_name()));
        }
    }
}

}  // namespace inference_pio
