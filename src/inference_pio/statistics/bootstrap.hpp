// The hierarchical bootstrap: an interval for the ratio of two stored runs, each a set of processes.
//
// Pure. Thread-safe. The same seed gives the same interval on every machine.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <span>
#include <vector>

namespace inference_pio {

// Of ln(candidate / baseline): 0.03 is 3 % more. low <= value <= high.
struct LogRatioInterval {
    double value = 0;
    double low = 0;
    double high = 0;
    double level = 0;
    bool operator==(const LogRatioInterval&) const = default;
};

// The percentile interval of ln(median of candidate / median of baseline), where a side's median is the
// median over its processes of the median of each one's samples. Each of `resamples` >= 100 rounds draws
// processes with replacement, then samples within each drawn process; 0 < level < 1.
//
// With few processes a percentile interval is too narrow (95 % asked, about 82 % covered at three
// processes, 90 % at six: docs/measurement.md, section 3). For stored runs, where pairs are not to be had.
// Sources: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), sections 3.8 and 5.3.1;
// Kalibera and Jones (ISMM 2013), section 8.
//
// Errors: invalid_argument where a side has fewer than two processes, a process is empty, a value is not
// positive and finite, or level or resamples are out of range. O(resamples * samples).
[[nodiscard]] Result<LogRatioInterval> compute_bootstrap_log_ratio(std::span<const std::vector<double>> baseline,
                                                                   std::span<const std::vector<double>> candidate,
                                                                   double level, int resamples, std::uint64_t seed);

}  // namespace inference_pio
