// A run as a person likes to read it on a terminal: a table for each benchmark, one row a case, parameters
// that do not vary in the heading; below it what failed or did not settle, how noisy it was, and what this
// machine does not tell.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>

#include "reporting/console_style.hpp"

namespace inference_pio {

// Ends with a newline. Names and messages of workers are shown without control characters.
[[nodiscard]] std::string format_run_table(const Run& run, const ConsoleStyle& style);

}  // namespace inference_pio
