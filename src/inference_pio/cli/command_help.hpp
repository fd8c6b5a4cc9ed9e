// The command line as values: what each subcommand is called, what it takes and what it says of itself. Read from the
// very definition that parses, so that manual pages and completions cannot say anything else.
//
// Thread safety: plain values; read_command_help() only reads.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// What a value is, as far as a shell can complete it.
enum class ArgumentKind { text, file, folder, benchmark, run, engine, weight_type };

struct OptionHelp {
    std::vector<std::string> names;  // "--quick", "-h"; empty: a positional
    std::string value_name;          // "FILE", "N", "PATTERN"; empty: a flag
    ArgumentKind kind = ArgumentKind::text;
    std::string description;
    std::string default_value;  // empty: none is told
    bool required = false;
    bool repeatable = false;  // several values, or several times

    [[nodiscard]] bool is_flag() const { return value_name.empty(); }
    bool operator==(const OptionHelp&) const = default;
};

struct CommandHelp {
    std::vector<std::string> path;  // {"piobench", "self-test", "aa"}
    std::string description;
    std::vector<OptionHelp> positionals;
    std::vector<OptionHelp> options;
    std::string footer;
    std::vector<CommandHelp> commands;

    [[nodiscard]] const std::string& name() const { return path.back(); }
    bool operator==(const CommandHelp&) const = default;
};

// `app` and everything below it, but for hidden parts.
[[nodiscard]] CommandHelp read_command_help(const CLI::App& app);

// Has `--help` name values as manual pages do, "--budget DURATION", and not by C++'s types and CLI11's validators.
void name_values(CLI::App& app);

// The words of a path with `separator` between them: "piobench-self-test-aa". Pure.
[[nodiscard]] std::string join_path(const CommandHelp& command, const std::string& separator);

// `command` and all below it, each before its own. Pure.
[[nodiscard]] std::vector<const CommandHelp*> all_commands(const CommandHelp& command);

// What completes a value of a fixed set: the engines, the weight types; empty for another kind. Pure.
[[nodiscard]] std::vector<std::string> choices_of(ArgumentKind kind);

}  // namespace inference_pio
