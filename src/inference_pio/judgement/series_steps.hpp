// What changed when in a series of runs: steps, slow creep, and what looks odd enough to be measured again
// (docs/measurement.md, section 5).
//
// Pure. Thread-safe. The same values give the same answer on every machine.
#pragma once

#include <cstddef>
#include <inference_pio/result.hpp>
#include <optional>
#include <vector>

namespace inference_pio {

struct StepOptions {
    double smallest_effect = 0.01;  // share, > 0: the metric's own threshold
    double p_threshold = 1e-5;      // of Welch's t test on the logarithms
    std::size_t runs_behind = 4;    // values that a step needs behind it (after it), >= 2
};

// A lasting change of the level.
struct SeriesStep {
    std::size_t index = 0;  // the first value after it
    double ratio = 1;       // level after over level before, > 0
    double p_value = 1;
    bool operator==(const SeriesStep&) const = default;
};

// A slow drift within a segment.
struct SeriesCreep {
    std::size_t begin = 0;  // the segment's first value
    std::size_t end = 0;    // one past its last
    double ratio = 1;       // level at the end over the level at its start
    double p_value = 1;
    bool operator==(const SeriesCreep&) const = default;
};

struct SeriesAnalysis {
    std::vector<SeriesStep> steps;      // confirmed, by index; each begins a new segment
    std::optional<SeriesCreep> creep;   // of the last segment
    // Two of the last three values lie more than 3 robust deviations from the last segment's median on the same side:
    // worth a fresh measurement, nothing more.
    bool suspicious = false;
    double level = 0;      // median of the last segment
    double deviation = 0;  // robust, of the logarithms of the last segment
    bool operator==(const SeriesAnalysis&) const = default;
};

// `values` in time order, each > 0 and finite. Series of more than 2,000 values are cut to the last 2,000 (indices
// stay those of `values`). Steps: candidates by E-divisive on the logarithms, each decided by Welch's t test on the
// values on both sides up to the next candidates, outliers (bad runs) held back by their robust deviation; at least
// options.runs_behind values on each side. Errors: invalid_argument for values or options out of range.
[[nodiscard]] Result<SeriesAnalysis> analyse_series(const std::vector<double>& values, const StepOptions& options = {});

}  // namespace inference_pio
