#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/shell_completion.hpp"

namespace inference_pio {
namespace {

// For a specification of _arguments in single quotes.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out;
}

std::string function_of(const CommandHelp& command) {
    std::string name = "_" + join_path(command, "_");
    for (char& c : name) c = c == '-' ? '_' : c;
    return name;
}

constexpr CompletionActions kActions{"_files", "_files -/", "_piobench_suites", "_piobench_runs", "(WORDS)", " "};

std::string specification(const OptionHelp& option, const std::string& name) {
    const std::string start = fmt::format("'{}{}", option.repeatable ? "*" : "", name);
    if (option.is_flag()) return fmt::format("{}[{}]'", start, escaped(option.description));
    return fmt::format("{}{}[{}]:{}:{}'", start, name.starts_with("--") ? "=" : "+", escaped(option.description),
                       escaped(option.value_name), action_of(option.kind, kActions));
}

std::string specification(const OptionHelp& positional) {
    const char* start = positional.repeatable ? "*:" : positional.required ? ":" : "::";
    return fmt::format("'{}{}:{}'", start, escaped(positional.value_name), action_of(positional.kind, kActions));
}

std::string arguments_of(const CommandHelp& command) {
    std::string text;
    for (const OptionHelp& option : command.options) {
        for (const std::string& name : option.names) text += " \\\n        " + specification(option, name);
    }
    for (const OptionHelp& positional : command.positionals) text += " \\\n        " + specification(positional);
    return text;
}

std::string function_for(const CommandHelp& command) {
    if (command.commands.empty()) {
        return fmt::format("{}() {{\n    _arguments -s -S{}\n}}\n\n", function_of(command), arguments_of(command));
    }
    std::string described;
    std::string calls;
    for (const CommandHelp& child : command.commands) {
        described += fmt::format("                '{}:{}'\n", child.name(), escaped(child.description));
        calls += fmt::format("                {}) {} ;;\n", child.name(), function_of(child));
    }
    return fmt::format(R"({}() {{
    local context state state_descr line
    typeset -A opt_args
    _arguments -C -S{} \
        '1:command:->command' '*::argument:->argument'
    case $state in
        command)
            local -a commands
            commands=(
{}            )
            _describe command commands
            ;;
        argument)
            case $line[1] in
{}            esac
            ;;
    esac
}}

)",
                       function_of(command), arguments_of(command), described, calls);
}

constexpr const char* kFunctions = R"zsh(#compdef piobench
# Completions of piobench for zsh. Made from the command line's own definition.

_piobench_suites() {
    local -a suites
    suites=(benchmarks/*(N/:t) src/models/*(N/:t) ${commands[piobench]:h}/@BROUGHT@/{benchmarks,models}/*(N/:t))
    compadd -a suites
}

_piobench_runs() {
    local -a runs
    runs=(latest benchmark_results/*/run.json(N:h:t))
    compadd -a runs
}

)zsh";

}  // namespace

std::string format_zsh_completion(const CommandHelp& root, const std::filesystem::path& brought) {
    std::string text = fill_in(kFunctions, {{"@BROUGHT@", brought.string()}});
    for (const CommandHelp* command : all_commands(root)) text += function_for(*command);
    // As an autoloaded function it is called at once; sourced, it registers itself.
    return text +
           "if [[ $funcstack[1] == _piobench ]]; then\n    _piobench \"$@\"\nelse\n    compdef _piobench "
           "piobench\nfi\n";
}

}  // namespace inference_pio
