// What a key of piobench.toml may hold: one rule checks what was written, says what would do, and describes itself.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "configuration/gate_rules.hpp"

namespace inference_pio {

enum class ValueKind {
    branch,        // a name without blanks, not empty
    command,       // text, not empty
    folder,        // a relative path that stays inside
    glob,          // text, may be empty
    path,          // of a file or folder, not empty
    name,          // a word without blanks, not empty
    sampling,      // quick, standard or thorough
    texts,         // a list of texts that are not empty
    share,         // [0, 1): "1%" or 0.01
    certainty,     // (0, 1)
    duration,      // > 0: "10m"
    count,         // a whole number within bounds
    inconclusive,  // fail or warn
    command_line,  // a list of words, or a line for the shell
    text,          // text, may be empty
    suite,         // a name of letters, digits, `_`, `-` and `.`
    format,        // one of command_formats()
};

struct ValueRule {
    ValueKind kind = ValueKind::glob;
    int lowest = 0;   // of a count
    int highest = 0;  // of a count, included
};

// A value that was accepted.
using ConfigurationValue = std::variant<std::string, double, int, Seconds, Inconclusive, std::vector<std::string>>;

// Anything else that TOML can hold: "a list", "a table".
struct OtherValue {
    std::string_view is;
};

// A value as it was written. A list: of texts only.
using WrittenValue = std::variant<std::string, std::int64_t, double, OtherValue, std::vector<std::string>>;

// Errors: malformed, with the value and why it will not do; the remedy is what to write.
[[nodiscard]] Result<ConfigurationValue> check_value(const ValueRule& rule, const WrittenValue& written);

// "whole number from 6 to 10000", for the documentation.
[[nodiscard]] std::string describe(const ValueRule& rule);

// As it would be written in the file: `"1%"`, `24`, `"main"`, `["a", "b"]`.
[[nodiscard]] std::string to_toml(const ConfigurationValue& value);

// Text in quotation marks, with escapes.
[[nodiscard]] std::string quoted_toml(std::string_view text);

// `text` fit for a terminal: control characters become '?', and it is cut after `longest` bytes.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);

// The same in quotation marks, of at most 60 bytes.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace inference_pio
