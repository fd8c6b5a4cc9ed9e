// The table of one benchmark, in the widest of three layouts that fits: a row a case with an interval
// beside each value; a row a case with the widest interval in the last column; a row a metric.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "reporting/case_groups.hpp"
#include "reporting/console_style.hpp"

namespace inference_pio {

// Generations are shown by TTFT, TPOT, prefill and decode throughput and peak memory, beside the rates by their
// share of the machine's ceiling where it was measured (MFU, MBU), and by the energy of a token where the machine
// tells it; other benchmarks by the metrics that they have. The status stands behind cases that are not ok. Empty where
// no case has a value; else ends with a newline.
[[nodiscard]] std::string format_benchmark_table(const BenchmarkGroup& group, const ConsoleStyle& style);

}  // namespace inference_pio
