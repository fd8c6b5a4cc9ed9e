// Google Benchmark's JSON, as metrics of one execution.
//
// `google_benchmark.real_time` and `.cpu_time` in seconds for one iteration, `.items_per_second`, `.bytes_per_second`
// and every counter of the program, one value for each repetition; where the program writes aggregates only, their
// median (or mean). Of an output that holds several benchmarks, the metrics have the benchmark's name behind theirs.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "worker/adapters/foreign_metrics.hpp"

namespace inference_pio {

// `source` is named in messages. Errors: malformed; not_found for an output without a benchmark; crashed for a
// benchmark that reports an error, with its message; unsupported for one that was skipped.
[[nodiscard]] Result<std::vector<ForeignMetric>> parse_google_benchmark_output(std::string_view output,
                                                                               std::string_view source);

}  // namespace inference_pio
