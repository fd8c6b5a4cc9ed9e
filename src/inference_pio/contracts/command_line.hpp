// A command as a user writes it: a list of words, or a line for the shell; with `{size}` where the value of the
// parameter of that name goes.
//
//     ["sort", "--parallel={threads}", "numbers.txt"]     started as it is: no shell sees the values
//     "sort --parallel={threads} < numbers.txt"           run by /bin/sh; values are quoted as the place wants it
//
// `${size}` is the shell's own and stays, as do braces around anything else than the name of a parameter.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/parameters.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct CommandLine {
    std::vector<std::string> words = {};  // empty: none, or it is a line for the shell
    std::string shell = {};               // empty: none, or it is a list of words

    [[nodiscard]] bool empty() const { return words.empty() && shell.empty(); }
    bool operator==(const CommandLine&) const = default;
};

// Whether `{name}` stands in it.
[[nodiscard]] bool has_placeholder(std::string_view text, std::string_view name);
[[nodiscard]] bool has_placeholder(const CommandLine& command, std::string_view name);

// The text with the values of the parameters in their places, as they are.
[[nodiscard]] std::string fill_placeholders(std::string_view text, const Parameters& parameters);

// What to start: the words, or /bin/sh with the line. In a line, a value outside of quotation marks is one word
// whatever is in it, and within them it is no more than its text. Empty for an empty command.
[[nodiscard]] std::vector<std::string> argv_of(const CommandLine& command, const Parameters& parameters);

}  // namespace inference_pio
