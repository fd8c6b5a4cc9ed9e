// What changed when in a series of runs: steps, slow creep, and what looks odd enough to be measured again
// (docs/measurement.md, section 5).
//
// How it decides. All of it on logarithms.
// - Bad runs (a neighbour took the machine) are single and far out. The search for candidates sees values that are
//   clamped to 4 robust deviations about a moving median; the test sees the values themselves, but for those beyond 4
//   robust deviations of their own side's median, and never without more than a fifth of a side: what is left out more
//   often is no bad run but the level. The deviation is that of both sides together, since few values know their own
//   badly.
// - E-divisive only proposes (few permutations at a lenient level, in windows of some hundred runs); a candidate costs
//   nothing but time. Each is tested against its neighbours, the weakest is dropped, and its neighbours are tested
//   again on what has become theirs, until all that are left hold: Welch's p value, the smallest effect and the values
//   behind it.
//   Few values that lie close together by chance have a small p value: the difference has to convince by the common
//   robust deviation too.
// - A slow drift is cut into steps by any test of two levels. So a step has to describe the values about it clearly
//   better (least squares, 6 in twice the log likelihood) than the best drift does: a level that from some run on
//   changes by the same share with each, for at least 30 runs (a month). Creep has to describe the last segment not
//   clearly worse (4) than the best step does, and its end has to differ from its start: the same test on the first
//   third against the last, at most 30 values each, at the same p value.
//
// Reached in simulation (tests/judgement/series_targets_test.cpp, which says how to run it; 1 % noise between sessions,
// 3 % bad runs, looked at after each run):
//   steps of 5 %, up or down, after 12, 20, 50 or 100 runs: 98.2 to 99.8 % of 500 series each found within 12 runs;
//   creep of 2 % a month, after 0, 20, 60 or 150 steady runs: in 95 to 100 % of 200 series each found within 60 runs,
//   in up to 3 % taken for a step instead.
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
    double ratio = 1;       // level of its last third over the level of its first, of at most 30 values each
    double p_value = 1;
    bool operator==(const SeriesCreep&) const = default;
};

struct SeriesAnalysis {
    std::vector<SeriesStep> steps;      // confirmed, by index; each begins a new segment
    std::optional<SeriesCreep> creep;   // of the last segment, which has at least 30 values
    // Two of the last three values lie more than 3 robust deviations, and more than the smallest effect, from the
    // last segment's median on the same side: worth a fresh measurement, nothing more. Never in segments of fewer
    // than 6 values.
    bool suspicious = false;
    double level = 0;      // median of the last segment; 0 without values
    double deviation = 0;  // robust, of the logarithms of the last segment
    bool operator==(const SeriesAnalysis&) const = default;
};

// `values` in time order, each > 0 and finite. Series of more than 2,000 values are cut to the last 2,000 (indices
// stay those of `values`). Steps: candidates by E-divisive on the logarithms, each decided by Welch's t test on the
// values on both sides up to the next candidates, outliers (bad runs) held back by their robust deviation; at least
// options.runs_behind values on each side. Errors: invalid_argument for values or options out of range.
[[nodiscard]] Result<SeriesAnalysis> analyse_series(const std::vector<double>& values, const StepOptions& options = {});

}  // namespace inference_pio
