// Lists the benchmarks that discovery finds. Runs no benchmark; builds a program only where it is
// missing or stale.
//
// Thread safety: one session at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/benchmark_discovery.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/command_settings.hpp"
#include "discovery/problem.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

struct ListOptions {
    std::vector<std::string> patterns;                     // on benchmark or case names; empty: all
    std::vector<std::filesystem::path> paths;              // empty: the project's own folders
    std::map<std::string, CommandSettings> commands = {};  // of the project, by name
};

struct Listing {
    std::vector<DiscoveredBenchmark> benchmarks;  // sorted by name
    std::vector<DiscoveryProblem> problems;       // files that could not be used
};

// Errors: not_found, naming a folder that is not there or a pattern that matches nothing.
[[nodiscard]] Result<Listing> list_session(const ListOptions& options,
                                           const std::function<void(std::string_view)>& step,
                                           const SessionMachine& machine);

}  // namespace inference_pio
