#include "judgement/stored_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/percent.hpp"
#include "judgement/metric_kind.hpp"
#include "statistics/interval.hpp"
#include "statistics/quantile.hpp"
#include "statistics/welch_test.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kFewestRuns = 6;
constexpr double kMadToDeviation = 1.4826;

bool is_positive(double value) { return std::isnormal(value) && value > 0; }

ComparedMetric row_of(const Record& baseline, const Record& candidate, const GateThresholds& thresholds) {
    // A failed case may know neither its metrics nor all of its parameters.
    const Record& known = candidate.value || !baseline.value ? candidate : baseline;
    ComparedMetric row;
    row.benchmark = known.benchmark;
    row.parameters = known.parameters;
    row.model = known.model.value_or("");
    row.metric = known.metric;
    row.statistic = known.statistic;
    row.baseline_engine = engine_text(baseline.facts.engine);
    row.candidate_engine = engine_text(candidate.facts.engine);
    row.baseline = baseline.value;
    row.candidate = candidate.value;
    row.allowed = thresholds.allowed;
    row.baseline_processes = baseline.process_count;
    row.candidate_processes = candidate.process_count;
    return row;
}

// "failed: the worker crashed"
std::string why_no_value(const Record& record) {
    const bool ended_well = record.status == Status::ok || record.status == Status::unstable;
    const std::string what = ended_well ? "no value" : std::string(to_string(record.status));
    return fmt::format("{}: {}", what, record.status_reason.value_or("no reason was recorded"));
}

std::string why_no_values(const Record& baseline, const Record& candidate) {
    if (baseline.value) return why_no_value(candidate) + "; the baseline has a value";
    if (candidate.value) return "the baseline has none to compare with, " + why_no_value(baseline);
    return fmt::format("no value on either side; the candidate's: {}", why_no_value(candidate));
}

struct Range {
    double low = 0;
    double high = 0;
};

// Of the processes' values; the record's own where samples were not kept.
Range range_of(const Record& record) {
    Range range{*record.value, *record.value};
    for (const std::vector<double>& process : record.samples) {
        if (process.empty()) continue;
        const double value = record.metric.reduction == Reduction::maximum
                                 ? *std::max_element(process.begin(), process.end())
                                 : compute_median(process);
        range = {std::min(range.low, value), std::max(range.high, value)};
    }
    return range;
}

// An operating system rounds and shares; what an engine counts is the same in every process.
bool needs_two_processes(const MetricDefinition& metric) {
    return metric.name == "peak_memory" || metric.name == "gpu_peak_memory";
}

void test_exact(ComparedMetric& row, const Record& baseline, const Record& candidate) {
    if (needs_two_processes(row.metric) && (row.baseline_processes < 2 || row.candidate_processes < 2)) {
        row.reason = "one process on a side: a second one has to agree before its memory counts";
        return;
    }
    const Range before = range_of(baseline);
    const Range after = range_of(candidate);
    const double most = 1 + row.allowed;
    const auto agree = [&](const Range& range) { return range.high <= range.low * most; };
    if (agree(before) && agree(after)) {
        row.p_value = std::abs(std::log(*row.ratio)) > std::log1p(row.allowed) ? 0 : 1;
    } else if (after.low > before.high * most || before.low > after.high * most) {
        row.p_value = 0;
    } else {
        row.reason = fmt::format(
            "the processes of one build differ by more than the allowed {}: not exact enough "
            "to be judged",
            percent_of(row.allowed));
    }
}

// Of ln value; absent where the record's interval does not say it.
std::optional<double> standard_error_of(const Record& record) {
    if (!record.interval || record.process_count < 2) return std::nullopt;
    const auto& [level, low, high, method] = *record.interval;
    if (!is_positive(low) || !std::isfinite(high) || high < low || !(level > 0 && level < 1)) return std::nullopt;
    const double factor = student_t_factor(static_cast<double>(record.process_count - 1), level);
    return (std::log(high) - std::log(low)) / (2 * factor);
}

double robust_degrees(int runs) { return kRobustDegrees * std::max(0, runs - 1); }

struct Part {
    double variance = 0;
    double degrees = std::numeric_limits<double>::infinity();
};

void test_with_noise(ComparedMetric& row, const Record& baseline, const Record& candidate, const SessionNoise& noise) {
    const auto before = standard_error_of(baseline);
    const auto after = standard_error_of(candidate);
    if (!before || !after) {
        const bool single = row.baseline_processes < 2 || row.candidate_processes < 2;
        row.reason = fmt::format("{} the {} has no interval: more processes, or a duet of the two builds, would help",
                                 single ? "of a single process," : "as recorded,", before ? "candidate" : "baseline");
        return;
    }
    Part sessions{2 * noise.deviation * noise.deviation, std::numeric_limits<double>::infinity()};
    if (const double known = robust_degrees(noise.runs); known > 0) {
        sessions.degrees = (kAssumedDegrees + known) * (kAssumedDegrees + known) / known;
    }
    const Part parts[] = {{*before * *before, static_cast<double>(row.baseline_processes - 1)},
                          {*after * *after, static_cast<double>(row.candidate_processes - 1)},
                          sessions};
    double variance = 0;
    for (const Part& part : parts) variance += part.variance;
    double inverse_degrees = 0;
    for (const Part& part : parts) {
        if (variance > 0) inverse_degrees += (part.variance / variance) * (part.variance / variance) / part.degrees;
    }
    row.standard_error = std::sqrt(variance);
    if (inverse_degrees > 0) row.degrees_of_freedom = 1 / inverse_degrees;
    const double beyond = std::abs(std::log(*row.ratio)) - std::log1p(row.allowed);
    row.p_value = 1;
    if (beyond > 0) {
        row.p_value = variance > 0
                          ? student_p_value(beyond / *row.standard_error,
                                            row.degrees_of_freedom.value_or(std::numeric_limits<double>::infinity()))
                          : 0;
    }
}

}  // namespace

SessionNoise compute_session_noise(const std::vector<double>& values) {
    std::vector<double> logs;
    for (const double value : values) {
        if (is_positive(value)) logs.push_back(std::log(value));
    }
    if (logs.size() < kFewestRuns) return {};
    std::vector<double> steps;
    for (std::size_t i = 1; i < logs.size(); ++i) steps.push_back(std::abs(logs[i] - logs[i - 1]));
    // About zero, since there is no trend in a segment; a difference has the noise of two runs.
    const double deviation = kMadToDeviation * compute_median(steps) / std::sqrt(2.0);
    const auto runs = static_cast<int>(logs.size());
    const double known = robust_degrees(runs);
    const double assumed = SessionNoise{}.deviation;
    const double drawn =
        std::sqrt((kAssumedDegrees * assumed * assumed + known * deviation * deviation) / (kAssumedDegrees + known));
    const double at_least = deviation / (1 + 1 / std::sqrt(2 * known));
    return {std::max(at_least, drawn), runs};
}

ComparedMetric compare_records(const Record& baseline, const Record& candidate, const GateThresholds& thresholds,
                               const SessionNoise& noise) {
    ComparedMetric row = row_of(baseline, candidate, thresholds);
    if (!baseline.value || !candidate.value) {
        row.reason = why_no_values(baseline, candidate);
        return row;
    }
    const bool exact = metric_kind(row.metric) == MetricKind::exact;
    if (exact && *baseline.value == *candidate.value && *baseline.value == 0) {
        row.ratio = 1;  // kl_divergence of an unchanged checkpoint
    } else if (is_positive(*baseline.value) && is_positive(*candidate.value)) {
        const double ratio = *candidate.value / *baseline.value;
        if (is_positive(ratio) && std::isfinite(ratio)) row.ratio = ratio;
    }
    if (!row.ratio) {
        row.reason = fmt::format("{} and {} have no ratio", *baseline.value, *candidate.value);
    } else if (row.metric.direction == Direction::neutral) {
        row.reason = "neither more nor less of it is better";
    } else if (exact) {
        test_exact(row, baseline, candidate);
    } else {
        test_with_noise(row, baseline, candidate, noise);
    }
    return row;
}

}  // namespace inference_pio
