// How a run's cases scale: where exactly one axis varies, a law is fitted to the metric along it
// (docs/measurement.md, section 7).
//
//   throughput, decode_throughput over batch_size and threads   universal scalability, with the predicted peak
//   ttft over sequence_length                                   a power or a quadratic law
//   peak_memory, kv_cache_memory over sequence_length           a line: bytes a token
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <vector>

namespace inference_pio {

inline constexpr std::size_t kScalingPointsMin = 4;

// One law for each benchmark, metric and axis, and each choice of the other parameters at which at least
// kScalingPointsMin values of the axis were measured; in the records' order, points by x. A line of points that
// no law can be fitted to has the law "none", and `note` says why.
[[nodiscard]] std::vector<ScalingLaw> compute_scaling_laws(const std::vector<Record>& records);

}  // namespace inference_pio
