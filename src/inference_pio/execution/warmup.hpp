// Which of a process's first samples are warm-up. docs/measurement.md, section 3.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <span>

#include "execution/sampling_policy.hpp"

namespace inference_pio {

// How many of the first samples of a process were warm-up: the fewest, from `least` to `most`,
// after which the rest has settled. `values` are in order of time; at most values.size().
//
// The rest has settled where neither its first half is worse than its second half by more than 5 %
// (medians), nor its first sample worse than the median of those after it by more than 5 % and three
// of their robust standard deviations. For a neutral direction: different instead of worse. Values
// without a logarithm have settled.
[[nodiscard]] int compute_warmup_count(std::span<const double> values, Direction direction, int least, int most);

// Whether a process whose samples so far are `values` takes another one.
[[nodiscard]] bool wants_another_sample(std::span<const double> values, Direction direction,
                                        const VisitSampling& sampling, int warmup_max);

}  // namespace inference_pio
