// The machine's measured ceilings in one line for people.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// "measured ceilings · 2 threads: read 75.3 GB/s, copy 66.5 GB/s, triad 72.2 GB/s, q4_0 280 GFLOP/s". Empty
// where the records hold none. Words of workers are not made printable.
[[nodiscard]] std::string format_machine_ceilings(const std::vector<Record>& records);

}  // namespace inference_pio
