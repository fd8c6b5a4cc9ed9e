// Text of programs that nobody vouches for, made fit for messages and JSON.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inference_pio {

// Valid UTF-8 without control characters but newlines: whatever is neither becomes '?'; escape
// sequences of terminals are dropped.
[[nodiscard]] std::string printable_text(std::string_view bytes);

// The same text on one line: " | " stands between its lines, blank ones are left out.
[[nodiscard]] std::string one_line(std::string_view text);

// The last lines of a program's output, at most `lines` and 600 characters; " | " stands between lines.
// Empty for blank output.
[[nodiscard]] std::string output_tail(std::string_view bytes, int lines);

}  // namespace inference_pio
