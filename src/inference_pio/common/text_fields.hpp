// Fields in the texts of /proc, /sys and /etc: lines, words, "key : value", numbers.
//
// Total: any bytes are accepted, what is not a field gives nothing. Views point into the argument.
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference_pio {

// Without white space and NUL bytes (device-tree files end with one) at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

// Words between runs of white space.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);

// Pieces between separators; neighbouring separators give an empty piece.
[[nodiscard]] std::vector<std::string_view> split_at(std::string_view text, char separator);

// "model name\t: AMD EPYC" with ':' -> {"model name", "AMD EPYC"}; nothing without a separator.
[[nodiscard]] std::optional<std::pair<std::string_view, std::string_view>> parse_field(std::string_view line,
                                                                                       char separator);

// The whole text must be a number; overflow gives nothing. parse_unsigned accepts "0x" with base 16.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(std::string_view text, int base = 10);
[[nodiscard]] std::optional<std::int64_t> parse_signed(std::string_view text);
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);

[[nodiscard]] std::string lower_case(std::string_view text);

// Inner runs of white space become one space: vendors pad model names.
[[nodiscard]] std::string collapse_spaces(std::string_view text);

}  // namespace inference_pio
