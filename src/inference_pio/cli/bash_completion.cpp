#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "cli/shell_completion.hpp"

namespace inference_pio {
namespace {

// How the completing function of a kind is called; ":" offers nothing.
constexpr CompletionActions kActions{"_piobench_files -f", "_piobench_files -d",    "_piobench_suites",
                                     "_piobench_runs",     "_piobench_words WORDS", ":"};

std::string case_of_values(const CommandHelp& command) {
    std::string text;
    for (const OptionHelp& option : command.options) {
        if (option.is_flag()) continue;
        std::vector<std::string> patterns;
        for (const std::string& name : option.names) {
            patterns.push_back(fmt::format("'{}:{}'", join_path(command, " "), name));
        }
        text +=
            fmt::format("        {}) {}; return ;;\n", fmt::join(patterns, " | "), action_of(option.kind, kActions));
    }
    return text;
}

std::string case_of_words(const CommandHelp& command) {
    std::vector<std::string> options;
    for (const OptionHelp& option : command.options) {
        options.insert(options.end(), option.names.begin(), option.names.end());
    }
    std::vector<std::string> commands;
    for (const CommandHelp& child : command.commands) commands.push_back(child.name());
    std::string action = ":";
    if (!commands.empty()) {
        action = fmt::format("_piobench_words {}", fmt::join(commands, " "));
    } else if (!command.positionals.empty()) {
        action = action_of(command.positionals.front().kind, kActions);
    }
    return fmt::format("        '{}')\n            if [[ $cur == -* ]]; then _piobench_words {}; else {}; fi ;;\n",
                       join_path(command, " "), fmt::join(options, " "), action);
}

constexpr const char* kFunctions =
    R"bash(# Completions of piobench for bash. Made from the command line's own definition.

_piobench_words() { mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur"); }

_piobench_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_piobench_suites() {
    local program folder suites=()
    program=$(command -v piobench) || program=.
    for folder in benchmarks/*/ src/models/*/ "$(dirname "$program")/@BROUGHT@"/{benchmarks,models}/*/; do
        [[ -d $folder ]] && suites+=("$(basename "$folder")")
    done
    _piobench_words "${suites[@]}"
}

_piobench_runs() {
    local folder runs=(latest)
    for folder in benchmark_results/*/; do
        [[ -e $folder/run.json ]] && runs+=("$(basename "$folder")")
    done
    _piobench_words "${runs[@]}"
}

_piobench() {
    local cur=${COMP_WORDS[COMP_CWORD]} at=piobench i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case "$at ${COMP_WORDS[i]}" in
            @PATHS@) at+=" ${COMP_WORDS[i]}" ;;
        esac
    done
    case "$at:${COMP_WORDS[COMP_CWORD - 1]}" in
@VALUES@    esac
    case $at in
@WORDS@    esac
}

complete -F _piobench piobench
)bash";

}  // namespace

std::string format_bash_completion(const CommandHelp& root, const std::filesystem::path& brought) {
    std::vector<std::string> paths;
    std::string values;
    std::string words;
    for (const CommandHelp* command : all_commands(root)) {
        if (command != &root) paths.push_back("'" + join_path(*command, " ") + "'");
        values += case_of_values(*command);
        words += case_of_words(*command);
    }
    return fill_in(kFunctions, {{"@BROUGHT@", brought.string()},
                                {"@PATHS@", fmt::format("{}", fmt::join(paths, " | "))},
                                {"@VALUES@", values},
                                {"@WORDS@", words}});
}

}  // namespace inference_pio
