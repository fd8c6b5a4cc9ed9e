// How a case compares with its reference, from the visits that were made one right after the other.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/record.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "execution/case_outcome.hpp"

namespace inference_pio {

inline constexpr std::string_view kLogPairRatios = "student_t_log_pair_ratios";

struct ReferenceRatio {
    double ratio = 1;                  // > 0: of the case over its reference, the median over pairs
    std::optional<Interval> interval;  // 95 %; absent with fewer than 2 pairs
    int pairs = 0;
};

// A pair is a visit of the case and the visit of the reference of the same turn. Both contribute what their
// processes measured, the longer one cut to as many samples as the shorter: the fastest of more samples is faster.
// Nothing where there is no pair of positive values.
[[nodiscard]] std::optional<ReferenceRatio> compute_reference_ratio(const CaseOutcome& outcome,
                                                                    const CaseOutcome& reference,
                                                                    const MetricDefinition& metric);

// Writes reference, ratio and ratio_interval into the records of `outcome` whose metric has a direction and is no
// pooled distribution. Where the reference was not measured, their status_reason says so.
void add_ratios(std::vector<Record>& records, const CaseOutcome& outcome, const CaseOutcome& reference);

}  // namespace inference_pio
