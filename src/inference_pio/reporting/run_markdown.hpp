// Stored runs as GitHub-flavoured Markdown, for papers and issues: what ran, on what, how noisy it was and what came
// out; a table of the main metrics for each benchmark, with intervals; what went wrong, with the reason; the system, and
// how to measure it again. Two or more runs: then the comparison of the last with the first.
//
// Whatever came from outside is text in it, never markup.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>

#include "reporting/report_document.hpp"

namespace inference_pio {

[[nodiscard]] std::string format_run_markdown(const Run& run);

[[nodiscard]] std::string format_report_markdown(const Report& report);

}  // namespace inference_pio
