// The figures of a process that `piobench self-test aa` puts side by side: which of them is the steadiest
// on this machine is to be measured, not assumed (docs/measurement.md, section 2, rule 4).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <map>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"

namespace inference_pio {

struct AaEstimator {
    std::string name;     // "decode_fast"
    std::string meaning;  // "median token gap"
    std::string metric;   // of the samples that it is computed from
    enum class Kind { minimum, p10, median, mean } kind = Kind::median;
};

// Those of generations (prefill and decode by minimum, p10, median and mean; ttft; tpot), and latency.
[[nodiscard]] const std::vector<AaEstimator>& aa_estimators();

// Estimator -> value of the process, over all values of all its samples but warm-up. An estimator whose
// metric the visit does not have, or has not positive, is left out.
[[nodiscard]] std::map<std::string, double> compute_aa_values(const Visit& visit);

// What came out for one estimator over all series.
struct AaResult {
    std::string estimator;
    std::string meaning;
    int series = 0;
    int pairs = 0;
    int flagged = 0;       // series with the verdict regressed or improved, though both sides are the same
    double deviation = 0;  // robust standard deviation of a pair's log ratio
    double bias = 0;       // median of the pairs' ratios, minus 1
};

// One pair of processes: its series, and both sides' values.
struct AaPair {
    int series = 0;  // from 0
    bool baseline_first = true;
    std::map<std::string, double> baseline;
    std::map<std::string, double> candidate;
};

// In the order of aa_estimators(); estimators that no pair has are left out. A series that is not whole
// (fewer than `pairs_of_series` pairs) counts for deviation and bias, and is not judged.
[[nodiscard]] std::vector<AaResult> summarise_aa(const std::vector<AaPair>& pairs, int pairs_of_series);

}  // namespace inference_pio
