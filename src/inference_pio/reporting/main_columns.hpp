// The metrics that a table of a benchmark shows: those that people ask for, not all that the records hold.
//
// Pure. Thread-safe.
#pragma once

#include <vector>

#include "reporting/metric_cells.hpp"

namespace inference_pio {

// Of generations TTFT, TPOT, prefill and decode throughput and peak memory, with shares of ceilings, parts of an
// image's TTFT and energy where they were measured; of other benchmarks the metrics that they have.
[[nodiscard]] std::vector<MetricColumn> main_columns(const BenchmarkGroup& group);

}  // namespace inference_pio
