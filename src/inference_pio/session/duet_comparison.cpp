#include "session/duet_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "judgement/metric_kind.hpp"
#include "statistics/multiple_tests.hpp"
#include "statistics/quantile.hpp"
#include "statistics/random_index.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

constexpr double kControlAlpha = 0.01;

double mean_duration_s(const std::vector<MeasuredPair>& pairs) {
    double sum = 0;
    for (const MeasuredPair& pair : pairs) sum += pair.duration_s;
    return pairs.empty() ? 0 : sum / static_cast<double>(pairs.size());
}

ComparedMetric row_of(const DuetCaseResult& result, const MetricDefinition& metric, const PairedSamples& samples,
                      const PairedVerdict& verdict, const GateThresholds& thresholds) {
    ComparedMetric row;
    row.benchmark = result.id.benchmark;
    row.parameters = result.id.parameters;
    row.model = result.id.model;
    row.metric = metric;
    row.statistic = "median";
    row.baseline_engine = engine_text(result.baseline.engine);
    row.candidate_engine = engine_text(result.candidate.engine);
    if (!samples.baseline.empty()) {
        row.baseline = compute_median(samples.baseline);
        row.candidate = compute_median(samples.candidate);
    }
    row.verdict = verdict.verdict;
    row.ratio = verdict.ratio;
    row.interval = verdict.interval;
    row.smallest_effect = verdict.smallest_effect;
    row.allowed = thresholds.allowed;
    row.baseline_processes = row.candidate_processes = static_cast<std::int64_t>(samples.baseline.size());
    row.pairs = verdict.pairs;
    row.pairs_missing = verdict.pairs_missing;
    if (row.pairs_missing) row.duration_missing_s = *row.pairs_missing * mean_duration_s(result.pairs);
    row.reason = verdict.reason;
    return row;
}

// Every metric that is judged but decides nothing, over all cases: one family.
struct InformativeRow {
    std::size_t of_case = 0;
    MetricDefinition metric;
    DuetHypothesis hypothesis;
};

std::vector<InformativeRow> informative_rows(const DuetMeasurement& measurement, const GateRules& rules) {
    std::vector<InformativeRow> rows;
    for (std::size_t i = 0; i < measurement.cases.size(); ++i) {
        const DuetCaseResult& result = measurement.cases[i];
        for (const MetricDefinition& metric : result.definitions) {
            if (metric.direction == Direction::neutral || is_deciding(metric, result.definitions)) continue;
            InformativeRow row;
            row.of_case = i;
            row.metric = metric;
            row.hypothesis.samples = paired_samples_of(result.pairs, metric);
            if (row.hypothesis.samples.baseline.empty()) continue;
            row.hypothesis.thresholds = thresholds_for(rules, metric.name, result.id.name());
            row.hypothesis.exact = metric_kind(metric) == MetricKind::exact;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

using RowsByCase = std::vector<std::vector<ComparedMetric>>;

void add_deciding_rows(const DuetMeasurement& measurement, const GateRules& rules, RowsByCase& rows) {
    for (std::size_t i = 0; i < measurement.places.size() && i < measurement.states.size(); ++i) {
        const DuetPlace& place = measurement.places[i];
        const DuetState& state = measurement.states[i];
        const DuetCaseResult& result = measurement.cases[place.of_case];
        ComparedMetric row = row_of(result, place.metric, paired_samples_of(result.pairs, place.metric), state.verdict,
                                    thresholds_for(rules, place.metric.name, result.id.name()));
        row.deciding = true;
        row.p_value = state.p_value;
        // The level that the family left for it, brought to the scale of the family's own.
        row.adjusted_p_value =
            std::min(1.0, state.p_value * (1 - rules.general.certainty) / std::max(state.nominal_alpha, 1e-300));
        rows[place.of_case].push_back(std::move(row));
    }
}

void add_informative_rows(const DuetMeasurement& measurement, const GateRules& rules, RowsByCase& rows) {
    const std::vector<InformativeRow> all = informative_rows(measurement, rules);
    std::vector<DuetHypothesis> hypotheses;
    for (const InformativeRow& row : all) hypotheses.push_back(row.hypothesis);
    const auto verdicts = judge_informative(hypotheses, 1 - rules.general.certainty);
    if (!verdicts) return;  // values were checked when they were measured; nothing rests on these
    for (std::size_t i = 0; i < all.size(); ++i) {
        ComparedMetric row = row_of(measurement.cases[all[i].of_case], all[i].metric, all[i].hypothesis.samples,
                                    (*verdicts)[i].verdict, all[i].hypothesis.thresholds);
        row.p_value = (*verdicts)[i].p_value;
        row.adjusted_p_value = (*verdicts)[i].adjusted_p_value;
        rows[all[i].of_case].push_back(std::move(row));
    }
}

void sort_as_defined(std::vector<ComparedMetric>& rows, const std::vector<MetricDefinition>& definitions) {
    const auto place = [&](const ComparedMetric& row) {
        return std::find(definitions.begin(), definitions.end(), row.metric) - definitions.begin();
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

std::vector<Unlike> failures_of(const DuetMeasurement& measurement) {
    std::vector<Unlike> unlike;
    for (const DuetCaseResult& result : measurement.cases) {
        if (!result.failure) continue;
        Unlike one{result.id.name(), "", "failed", "", ""};
        (result.failed_side == "baseline" ? one.baseline : one.candidate) = result.failure->message;
        unlike.push_back(std::move(one));
    }
    return unlike;
}

}  // namespace

Control compute_control(const std::vector<DuetCaseResult>& cases, const GateRules& rules, std::uint64_t seed) {
    Control control;
    RandomIndex random(seed);
    std::map<std::string, DuetHypothesis> by_metric;
    for (const DuetCaseResult& result : cases) {
        for (std::size_t i = 0; i + 1 < result.pairs.size(); i += 2) {
            const bool first_is_baseline = random.below(2) == 0;
            for (const MetricDefinition& metric : result.definitions) {
                if (!is_deciding(metric, result.definitions) || metric_kind(metric) == MetricKind::exact) continue;
                const auto first = result.pairs[i].baseline.find(metric.name);
                const auto second = result.pairs[i + 1].baseline.find(metric.name);
                if (first == result.pairs[i].baseline.end() || second == result.pairs[i + 1].baseline.end()) continue;
                DuetHypothesis& hypothesis = by_metric[metric.name];
                hypothesis.samples.direction = metric.direction;
                hypothesis.thresholds = thresholds_for(rules, metric.name, result.id.name());
                hypothesis.samples.baseline.push_back(first_is_baseline ? first->second : second->second);
                hypothesis.samples.candidate.push_back(first_is_baseline ? second->second : first->second);
            }
            ++control.pairs;
        }
    }
    std::vector<double> p_values;
    for (const auto& [metric, hypothesis] : by_metric) {
        p_values.push_back(compute_sign_p_value(hypothesis.samples, hypothesis.thresholds.allowed).value_or(1));
    }
    const std::vector<double> adjusted = holm_adjust(p_values);
    std::size_t i = 0;
    for (const auto& [metric, hypothesis] : by_metric) {
        if (adjusted[i++] > kControlAlpha) continue;
        const auto ratios = compute_log_ratios(hypothesis.samples);
        control.by.push_back(fmt::format("{} ({:+.1f} %)", metric, 100 * (ratios ? compute_median(*ratios) : 0)));
    }
    control.flagged = !control.by.empty();
    const int least = sign_test_minimum(kControlAlpha);
    if (control.flagged) {
        control.reason = "the baseline differs from itself: the machine is unfit for this comparison now";
    } else if (control.pairs < least) {
        control.reason = fmt::format("{} are the fewest that could show one", least);
    }
    return control;
}

Comparison compare_duet(const DuetMeasurement& measurement, const GateRules& rules, std::uint64_t seed) {
    Comparison comparison;
    comparison.evidence = EvidenceKind::duet;
    comparison.alpha = 1 - rules.general.certainty;
    comparison.correction = "holm";
    comparison.interrupted = measurement.interrupted;
    comparison.duration_s = measurement.duration_s;
    RowsByCase rows(measurement.cases.size());
    add_deciding_rows(measurement, rules, rows);
    add_informative_rows(measurement, rules, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        sort_as_defined(rows[i], measurement.cases[i].definitions);
        for (ComparedMetric& row : rows[i]) comparison.rows.push_back(std::move(row));
    }
    comparison.unlike = failures_of(measurement);
    comparison.control = compute_control(measurement.cases, rules, seed);
    if (measurement.out_of_time) comparison.warnings.push_back("the budget ended before every case was decided");
    if (measurement.stopped) comparison.warnings.push_back("the duet stopped: " + measurement.stopped->message);
    return comparison;
}

}  // namespace inference_pio
