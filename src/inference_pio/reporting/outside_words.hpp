// Words that came from outside (names of cases, branches, reasons of workers), made fit to stand in a report.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference_pio {

// Well-formed UTF-8 on one line: bytes that are not UTF-8, control characters, line separators, marks that turn the
// direction of writing, and code points that XML forbids become '?'.
[[nodiscard]] std::string clean_words(std::string_view text);

// The same, at most `most` code points long (>= 4): what is longer loses its middle, since names of cases differ at
// their ends.
[[nodiscard]] std::string clean_words(std::string_view text, std::size_t most);

// Clean words without blanks at their ends, and with single ones between: what XML schemas call a token.
[[nodiscard]] std::string clean_token(std::string_view text);

}  // namespace inference_pio
