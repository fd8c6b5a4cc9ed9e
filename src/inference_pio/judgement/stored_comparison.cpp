// compare_runs() of judgement/stored_verdict.hpp: a whole run against a whole run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "common/percent.hpp"
#include "judgement/case_index.hpp"
#include "judgement/stored_verdict.hpp"

namespace inference_pio {
namespace {

std::size_t catalogue_rank(const MetricDefinition& metric) {
    const auto catalogue = metric_catalogue();
    const auto found =
        std::find_if(catalogue.begin(), catalogue.end(), [&](const auto& known) { return known.name == metric.name; });
    return static_cast<std::size_t>(found - catalogue.begin());
}

std::string name_of(const ComparedMetric& row) { return row.benchmark + '\n' + sorted_parameters(row.parameters); }

// Rows by case in the order in which cases came, within a case by the catalogue.
void sort_rows(std::vector<ComparedMetric>& rows) {
    std::map<std::string, std::size_t> order;
    struct Place {
        std::size_t of_case = 0;
        std::size_t of_metric = 0;
        std::size_t index = 0;
        auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> places;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t of_case = order.try_emplace(name_of(rows[i]), order.size()).first->second;
        places.push_back({of_case, catalogue_rank(rows[i].metric), i});
    }
    std::sort(places.begin(), places.end());
    std::vector<ComparedMetric> sorted;
    for (const Place& place : places) sorted.push_back(std::move(rows[place.index]));
    rows = std::move(sorted);
}

// Of several statistics of one distribution the first of these decides, where it has any of them: the others are the
// same values again, and mostly without an interval.
std::size_t middle_rank(std::string_view statistic) {
    constexpr std::array<std::string_view, 4> kMiddle{"median", "p50", "fast_quartile", "mean"};
    return static_cast<std::size_t>(std::find(kMiddle.begin(), kMiddle.end(), statistic) - kMiddle.begin());
}

void mark_deciding(std::vector<ComparedMetric>& rows) {
    std::map<std::string, std::vector<MetricDefinition>> of_case;
    std::map<std::string, std::size_t> middle;  // of each metric of each case
    std::set<std::string> measured;             // cases of the candidate
    const auto metric_of = [](const ComparedMetric& row) { return name_of(row) + '\n' + row.metric.name; };
    for (const ComparedMetric& row : rows) {
        if (row.baseline || row.candidate) of_case[name_of(row)].push_back(row.metric);
        if (row.candidate) measured.insert(name_of(row));
        const std::size_t rank = middle_rank(row.statistic);
        std::size_t& least = middle.try_emplace(metric_of(row), rank).first->second;
        if (row.baseline) least = std::min(least, rank);
    }
    for (ComparedMetric& row : rows) {
        const bool lost = !measured.contains(name_of(row));
        const bool decides =
            is_deciding(row.metric, of_case[name_of(row)]) && middle_rank(row.statistic) == middle.at(metric_of(row));
        // Where nothing was measured before, there is nothing that could have become worse.
        row.deciding = row.baseline.has_value() && (lost || decides);
    }
}

ComparedSide side_of(const Run& run) {
    ComparedSide side;
    side.run = run.id;
    side.timestamp = run.timestamp;
    side.subject = run.subject;
    if (run.foreign) side.tool = run.foreign->tool;
    std::set<std::string> seen;
    for (const Record& record : run.records) {
        if (!record.facts.engine || record.benchmark == kCeilingsBenchmark) continue;
        std::string engine = record.facts.engine->name;
        if (!record.facts.engine->version.empty()) engine += ' ' + record.facts.engine->version;
        if (seen.insert(engine).second) side.engines.push_back(std::move(engine));
    }
    return side;
}

std::size_t unstable_cases(const Run& run) {
    std::set<std::string> names;
    for (const Record& record : run.records) {
        if (record.status == Status::unstable) names.insert(record.case_name());
    }
    return names.size();
}

void warn_of_side(std::vector<std::string>& warnings, const Run& run, std::string_view side) {
    if (!run.complete)
        warnings.push_back(fmt::format("the {} was interrupted: it holds what was measured by then", side));
    if (const std::size_t cases = unstable_cases(run); cases > 0) {
        warnings.push_back(fmt::format("{} case{} of the {} did not settle: judged all the same, with wide intervals",
                                       cases, cases == 1 ? "" : "s", side));
    }
    if (run.subject.dirty) {
        warnings.push_back(fmt::format("the {} was measured with changes that are in no commit", side));
    }
}

bool same_subject(const Comparison& comparison) {
    const Subject& left = comparison.baseline.subject;
    const Subject& right = comparison.candidate.subject;
    return !left.commit.empty() && left.commit == right.commit && !left.dirty && !right.dirty &&
           left.compiler == right.compiler && left.flags == right.flags &&
           comparison.baseline.engines == comparison.candidate.engines;
}

}  // namespace

Comparison compare_runs(const Run& baseline, const Run& candidate, const GateRules& rules, Correction correction,
                        const NoiseOf& noise) {
    Comparison comparison;
    comparison.evidence = EvidenceKind::stored;
    comparison.baseline = side_of(baseline);
    comparison.candidate = side_of(candidate);
    comparison.alpha = 1 - rules.general.certainty;
    comparison.correction = to_string(correction);
    MatchedRecords matched = match_records(baseline, candidate);
    comparison.unlike = std::move(matched.unlike);
    const bool other_machine =
        std::any_of(comparison.unlike.begin(), comparison.unlike.end(),
                    [](const Unlike& unlike) { return unlike.field.starts_with("fingerprint"); });
    if (!other_machine) comparison.fingerprint = candidate.profile.fingerprint;

    std::size_t assumed = 0;
    for (const RecordPair& pair : matched.pairs) {
        const Record& before = baseline.records[pair.baseline];
        const Record& after = candidate.records[pair.candidate];
        const SessionNoise of_series = noise ? noise(after) : SessionNoise{};
        const GateThresholds thresholds = thresholds_for(rules, after.metric.name, after.case_name());
        comparison.rows.push_back(compare_records(before, after, thresholds, of_series));
        if (comparison.rows.back().standard_error && of_series.runs == 0) ++assumed;
    }
    sort_rows(comparison.rows);
    mark_deciding(comparison.rows);
    judge_family(comparison.rows, comparison.alpha, correction, rules);

    warn_of_side(comparison.warnings, baseline, "baseline");
    warn_of_side(comparison.warnings, candidate, "candidate");
    if (same_subject(comparison)) {
        comparison.warnings.push_back(
            "both runs are of the same commit, compiler and engine: "
            "what differs is noise, or something that no run records");
    }
    if (assumed > 0) {
        comparison.warnings.push_back(fmt::format(
            "the noise between sessions is assumed to be {} for {} row{}: their history is too short to tell",
            percent_of(SessionNoise{}.deviation), assumed, assumed == 1 ? "" : "s"));
    }
    return comparison;
}

}  // namespace inference_pio
