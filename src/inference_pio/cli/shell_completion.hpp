// Completions of the command line for bash, zsh and fish: subcommands, options, and values as far as they are files,
// folders or of a fixed set. Names of suites and of stored runs are read from folders when they are asked for: nothing
// is built or run for a completion.
//
// Pure. Thread safety: free functions.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_help.hpp"

namespace inference_pio {

// `brought`: where an installed piobench keeps the benchmarks that came with it, relative to the folder of the program:
// "../lib/inference-pio".
[[nodiscard]] std::string format_bash_completion(const CommandHelp& root, const std::filesystem::path& brought);
[[nodiscard]] std::string format_zsh_completion(const CommandHelp& root, const std::filesystem::path& brought);
[[nodiscard]] std::string format_fish_completion(const CommandHelp& root, const std::filesystem::path& brought);

// How a shell completes a value of each kind. In `words`, WORDS stands for the choices.
struct CompletionActions {
    const char* file;
    const char* folder;
    const char* benchmark;
    const char* run;
    const char* words;
    const char* nothing;  // where nobody knows what is meant
};

[[nodiscard]] std::string action_of(ArgumentKind kind, const CompletionActions& actions);

// `text` with what stands for each of the names put in its place.
[[nodiscard]] std::string fill_in(std::string text,
                                  const std::vector<std::pair<std::string, std::string>>& replacements);

}  // namespace inference_pio
