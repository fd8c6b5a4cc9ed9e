// The table of one benchmark: a row a case where that fits the width, else a row a metric.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "reporting/case_groups.hpp"
#include "reporting/console_style.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {

// Generations are shown by TTFT, TPOT, prefill and decode throughput and peak memory; other benchmarks by
// the metrics that they have. A column for the status is there only where some case is not ok.
[[nodiscard]] TextTable benchmark_table(const BenchmarkGroup& group, const ConsoleStyle& style);

}  // namespace inference_pio
