// How much of the noise lies between processes and how much within one, and how many samples a process is
// therefore worth (docs/measurement.md, section 3).
//
// Source: Kalibera and Jones, "Rigorous benchmarking in reasonable time" (ISMM 2013), sections 6 and 7;
// for processes of unequal size the analysis of variance of one random factor: Searle, Casella and
// McCulloch, "Variance Components" (1992), section 3.6. With equal sizes both are the same.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <span>
#include <vector>

namespace inference_pio {

struct VarianceComponents {
    double within = 0;   // variance of one sample about its process's own level, >= 0
    double between = 0;  // variance of the processes' levels; 0 where the unbiased estimate is negative
    int processes = 0;   // that had samples
    bool operator==(const VarianceComponents&) const = default;
};

// The components from samples nested by process; processes without samples are passed over. Unbiased but
// for the clamp at 0. In the square of the samples' unit (of logarithms: without unit). O(samples).
//
// Errors: invalid_argument with fewer than two processes that have samples, without any process of two
// samples, or where values are not finite or too large to be squared.
[[nodiscard]] Result<VarianceComponents> compute_variance_components(std::span<const std::vector<double>> processes);

// Samples a process that give the narrowest interval for the time spent:
//   ceil(sqrt(load_s / sample_s * within / between)), kept in [least, most].
// `load_s` and `sample_s` >= 0, what a fresh process and one more sample cost in seconds; 1 <= least <=
// most. `most` where processes do not differ (between = 0) or a sample costs nothing.
[[nodiscard]] int compute_optimal_samples(const VarianceComponents& components, double load_s, double sample_s,
                                          int least, int most);

}  // namespace inference_pio
