// The llama.cpp library's log: kept for error messages instead of written to standard error.
//
// Thread safety: every thread has a log of its own; the library logs an error on the thread that
// called it.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Routes the library's log here, for the whole process, and forgets what this thread has logged.
void begin_engine_log();

// The warnings and errors that this thread logged since begin_engine_log(), oldest first, at most 50.
[[nodiscard]] std::vector<std::string> engine_log_lines();

// What a failed load means, by the library's own words. Pure.
[[nodiscard]] ErrorKind classify_engine_failure(const std::vector<std::string>& lines);

// The lines that say why, in one line of text: "tensor 'x' data is not within the file bounds". Pure.
[[nodiscard]] std::string summarize_engine_failure(const std::vector<std::string>& lines);

}  // namespace inference_pio
