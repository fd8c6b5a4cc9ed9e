// piobench.toml: one effective configuration of file, environment and defaults, each value with its origin.
//
//     [run]
//     results_dir = "results"
//     paths = ["bench"]         # instead of the project's own folders
//     sampling = "standard"     # or "quick", "thorough"
//     budget = "10m"
//     [axes]
//     batch_size = [1, 4]
//     [preset.nightly]          # piobench run --preset nightly
//     patterns = ["qwen3_*/performance/*"]
//     sampling = "thorough"
//     axes = {batch_size = [1, 2, 4, 8]}
//     [command.sort]            # measured like a benchmark: command_settings.hpp
//     run = ["sort", "--parallel={threads}", "numbers.txt"]
//     parameters = {threads = [1, 2]}
//     [history]
//     main_branch = "main"
//     [gate]
//     allowed = "1%"            # or 0.01
//     minimum_effect = "2%"
//     equivalence = "2%"
//     certainty = 0.95
//     inconclusive = "fail"     # or "warn"
//     confirmations = 1
//     [[gate.rule]]
//     metric = "ttft"
//     pattern = "qwen3_*/performance/*"
//     allowed = "5%"
//     [duet]
//     pairs = 24
//     samples = 4
//     budget = "10m"
//     build = "scripts/build release piobench benchmarks"   # for duet --git, run by sh in a checkout's root
//     build_folder = "build/release"    # where its benchmark programs lie then
//
// Thread safety: reading is a free function; the values are plain.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/command_settings.hpp"
#include "configuration/gate_rules.hpp"
#include "configuration/run_choices.hpp"

namespace inference_pio {

inline constexpr std::string_view kConfigurationName = "piobench.toml";

struct HistorySettings {
    std::string main_branch = "main";  // baselines come from it; PIOBENCH_MAIN_BRANCH overrides
    bool operator==(const HistorySettings&) const = default;
};

struct DuetSettings {
    int pairs = 24;   // at most, of each case, >= 6
    int samples = 4;  // of each process, beside one of warm-up, >= 1
    std::optional<Seconds> budget;
    std::string build = "scripts/build release piobench benchmarks";
    std::string build_folder = "build/release";
    bool operator==(const DuetSettings&) const = default;
};

// How the origin of a value begins that a variable said.
inline constexpr std::string_view kFromEnvironment = "environment ";

struct Configuration {
    std::string results_dir;         // relative to the project; empty: the project's own folders
    std::vector<std::string> paths;  // folders to discover in, relative to the project; empty: its own
    std::string preset;              // that a run takes; empty: none
    RunChoices run;
    std::map<std::string, RunChoices> presets;
    std::map<std::string, CommandSettings> commands;  // by name
    HistorySettings history;
    DuetSettings duet;
    GateRules gate;
    // "gate.allowed" -> "piobench.toml:4", "environment PIOBENCH_MAIN_BRANCH", "default". A key for every value
    // that the documentation names, but for those of rules, which are "gate.rule[1].allowed".
    std::map<std::string, std::string> origins;

    bool operator==(const Configuration&) const = default;
};

// Looks up a variable of the environment; absent: not set.
using ReadEnvironment = std::optional<std::string> (*)(const char* name);

// Pure. `file` names the text in messages and origins. Errors: malformed, naming file, line, key and what would do:
// not TOML, an unknown table or key (with the nearest known one), a value out of its range.
[[nodiscard]] Result<Configuration> parse_configuration(std::string_view text, const std::string& file,
                                                        ReadEnvironment environment);

// <project>/piobench.toml, or `given` where it is not empty (which then has to be there). No file: the defaults.
// Errors: not_found for a given file that is not there; io; those of parse_configuration().
[[nodiscard]] Result<Configuration> read_configuration(const std::filesystem::path& project,
                                                       const std::filesystem::path& given, ReadEnvironment environment);

// "3%", "3 %", "0.03" -> 0.03. Errors: invalid_argument.
[[nodiscard]] Result<double> parse_share(std::string_view text);
// "90s", "10m", "1h", "1.5h" -> seconds. Errors: invalid_argument.
[[nodiscard]] Result<Seconds> parse_duration(std::string_view text);

}  // namespace inference_pio
