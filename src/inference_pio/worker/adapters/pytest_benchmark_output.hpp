// What pytest-benchmark writes for --benchmark-json, as metrics of one execution.
//
// `pytest_benchmark.time` is its median over the rounds, `pytest_benchmark.fastest_time` its minimum, in seconds for
// one call; numbers of `extra_info` are metrics too. Of an output that holds several benchmarks (a parametrized test),
// the metrics have its parameters, or else its name, behind theirs: `pytest_benchmark.time_1024`.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "worker/adapters/foreign_metrics.hpp"

namespace inference_pio {

// `source` is named in messages. Errors: malformed; unsupported for an output without a benchmark: all were skipped.
[[nodiscard]] Result<std::vector<ForeignMetric>> parse_pytest_benchmark_output(std::string_view output,
                                                                               std::string_view source);

}  // namespace inference_pio
