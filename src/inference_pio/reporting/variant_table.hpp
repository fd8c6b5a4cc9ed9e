// The table of a benchmark whose cases were compared with a reference: what each variant of a model costs and gains.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "reporting/case_groups.hpp"
#include "reporting/console_style.hpp"
#include "reporting/variant_rows.hpp"

namespace inference_pio {

// A row a case, in the order of compute_variant_rows(): the parameters that vary, `*` where it is on the Pareto front,
// size, TTFT, throughputs, speed-ups over the reference (1 / ratio of prefill_fast and of decode_fast), peak memory and
// its ratio, MBU, what `all_records` know of its quality, and of which types its tensors are, by share of bytes.
// Columns without any value are left out. What does not fit beside each other stands in further tables below, each with
// the labels of its rows; tensor types stand in lines of their own. Where not even one column fits: the usual table,
// format_benchmark_table(). Below stands what the mark means.
// Empty where no case has a value; else ends with a newline.
[[nodiscard]] std::string format_variant_table(const BenchmarkGroup& group, const std::vector<Record>& all_records,
                                               const ConsoleStyle& style);

}  // namespace inference_pio
