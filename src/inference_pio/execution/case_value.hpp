// The value of a case from the values of its processes: which statistic a metric is reported by, and its
// interval.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/record.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "statistics/interval.hpp"

namespace inference_pio {

struct CaseValue {
    double value = 0;
    std::optional<Interval> interval;  // absent: too few processes, or the statistic has none
};

// What a record's `statistic` says: "maximum" for high-water marks, else the metric's centre. A metric
// without a direction has no fast side and is reported by its median.
[[nodiscard]] std::string_view statistic_of(const MetricDefinition& metric);

// At least one value. `level` as in compute_process_interval().
[[nodiscard]] CaseValue compute_case_value(std::span<const double> process_values, const MetricDefinition& metric,
                                           double level, Stopping stopping);

}  // namespace inference_pio
