#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/shell_completion.hpp"

namespace inference_pio {
namespace {

std::string fish_word(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

// What follows a value's option, or stands for a positional.
constexpr CompletionActions kActions{
    "-F", "-a '(__fish_complete_directories)'", "-a '(__piobench_suites)'", "-a '(__piobench_runs)'", "-a 'WORDS'", ""};

std::string line_for(const CommandHelp& command, const std::string& rest) {
    return fmt::format("complete -c piobench -n '__piobench_at \"{}\"' {}\n", join_path(command, " "), rest);
}

std::string lines_of(const CommandHelp& command) {
    std::string text;
    for (const CommandHelp& child : command.commands) {
        text += line_for(command, fmt::format("-a {} -d {}", child.name(), fish_word(child.description)));
    }
    for (const OptionHelp& option : command.options) {
        std::string names;
        for (const std::string& name : option.names) {
            names += name.starts_with("--") ? "-l " + name.substr(2) + " " : "-s " + name.substr(1) + " ";
        }
        // -x: nothing but what is offered here; files where they are meant.
        const std::string offer = option.is_flag() ? ""
                                                   : (option.kind == ArgumentKind::file ? "-r " : "-x ") +
                                                         action_of(option.kind, kActions) + " ";
        text += line_for(command, fmt::format("{}{}-d {}", names, offer, fish_word(option.description)));
    }
    for (const OptionHelp& positional : command.positionals) {
        const std::string offer = action_of(positional.kind, kActions);
        if (!offer.empty()) text += line_for(command, offer);
    }
    return text;
}

constexpr const char* kFunctions =
    R"fish(# Completions of piobench for fish. Made from the command line's own definition.

function __piobench_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l at piobench
    for word in $words
        if contains -- "$at $word" @PATHS@
            set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end

function __piobench_suites
    set -l program (command -s piobench; or echo .)
    set -l brought (dirname $program[1])/@BROUGHT@
    for folder in benchmarks/*/ src/models/*/ $brought/benchmarks/*/ $brought/models/*/
        basename $folder
    end
end

function __piobench_runs
    echo latest
    for file in benchmark_results/*/run.json
        basename (dirname $file)
    end
end

complete -c piobench -f
)fish";

}  // namespace

std::string format_fish_completion(const CommandHelp& root, const std::filesystem::path& brought) {
    std::vector<std::string> paths;
    std::string lines;
    for (const CommandHelp* command : all_commands(root)) {
        if (command != &root) paths.push_back(fish_word(join_path(*command, " ")));
        lines += lines_of(*command);
    }
    return fill_in(kFunctions,
                   {{"@BROUGHT@", brought.string()}, {"@PATHS@", fmt::format("{}", fmt::join(paths, " "))}}) +
           lines;
}

}  // namespace inference_pio
