// Takes an outcome apart by metric: which metrics there are, what they mean, and the values that each
// process gave. Warm-up samples give none.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "execution/case_outcome.hpp"
#include "statistics/interval.hpp"

namespace inference_pio {

// The values of one metric, by process. A process without a value is left out.
struct MetricValuesByProcess {
    std::vector<std::vector<double>> values;   // all of them: a sample of a series gives several
    std::vector<std::vector<double>> samples;  // one value a sample: what a record stores
    std::int64_t warmup_count = 0;             // samples of the case that were warm-up; 0 for once-a-process metrics
    bool series = false;                       // some sample gave several values

    [[nodiscard]] bool empty() const { return values.empty(); }
};

// One value of many, as the reduction says; `pooled` reduces like `median`. At least one value.
[[nodiscard]] double reduce(const std::vector<double>& values, Reduction reduction);

// How many values of a process the fastest is taken of: the first ones. The fastest of more samples is
// faster, so the number must not depend on how many a run happened to take.
inline constexpr std::size_t kFastestOf = 5;

// The one value that a process contributes: reduce(), for minima over its first kFastestOf values only.
[[nodiscard]] double reduce_process(const std::vector<double>& values, Reduction reduction);

// A run that was asked for a precision stops when it is reached.
[[nodiscard]] inline Stopping stopping_of(std::optional<double> precision) {
    return precision ? Stopping::sequential : Stopping::fixed;
}

// What the benchmark declared comes first, since it is in the benchmark's own unit; then the catalogue;
// a name that nobody defined gets version 1, no unit and no direction.
[[nodiscard]] MetricDefinition definition_of(std::string_view metric, const std::vector<MetricDefinition>& declared);

// Names with at least one measured value, in the catalogue's order, then the others by name.
[[nodiscard]] std::vector<std::string> measured_metrics(const CaseOutcome& outcome);

// Sorts names by the catalogue's order, then by name.
void sort_metric_names(std::vector<std::string>& names);

// The facts of the first visit that learnt any; empty ones where none did.
[[nodiscard]] CaseFacts facts_of(const CaseOutcome& outcome);

// The case's point of its axes, and what the case itself found out, such as the weight type of a given file.
[[nodiscard]] Parameters parameters_of(const CaseOutcome& outcome);

[[nodiscard]] MetricValuesByProcess values_of_metric(const CaseOutcome& outcome, const MetricDefinition& definition);

// What one process contributes to the metric; nothing where it measured none.
[[nodiscard]] std::optional<double> value_of_visit(const Visit& visit, const MetricDefinition& definition);

}  // namespace inference_pio
