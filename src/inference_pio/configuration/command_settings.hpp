// [command.NAME]: a command that is measured like a benchmark.
//
//     [command.sort]
//     run = ["sort", "--parallel={threads}", "numbers.txt"]   # or a line for the shell: "sort < numbers.txt"
//     parameters = {threads = [1, 2]}
//     prepare = "head -n {lines} all.txt > numbers.txt"        # before each execution, not timed
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/command_line.hpp"

namespace inference_pio {

// What a command prints: the words of the key `format`, the default first.
[[nodiscard]] const std::vector<std::string>& command_formats();

struct CommandSettings {
    CommandLine run = {};
    CommandLine prepare = {};
    CommandLine cleanup = {};
    std::string directory = {};  // relative to the project; empty: the project's root
    std::string doc = {};
    std::string format = "text";
    std::string suite = "command";
    std::vector<Axis> parameters = {};                    // in the order of the file
    std::map<std::string, std::string> environment = {};  // values may have placeholders

    bool operator==(const CommandSettings&) const = default;
};

// "sort-numbers_2": letters, digits, `_`, `-` and `.`, a letter or digit first. Of commands and of suites.
[[nodiscard]] bool is_command_name(std::string_view name);

// The axis that values of one type make; whole numbers among reals are reals. Errors: malformed: no value, values of
// several types, a word that cannot stand in a case's name, a name that is none for a parameter.
[[nodiscard]] Result<Axis> parameter_axis(const std::string& name, std::vector<Value> values);

// What is wrong with a command as a whole: nothing to run; a parameter that stands nowhere. The message names the key.
[[nodiscard]] Result<void> check_command(const CommandSettings& command);

}  // namespace inference_pio
