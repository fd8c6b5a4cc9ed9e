// Finds the benchmarks: the files, their programs, and what these say of themselves.
//
// Thread safety: one discovery at a time in a process; it starts child processes.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/child_process.hpp"
#include "common/clock.hpp"
#include "configuration/command_settings.hpp"
#include "discovery/found_benchmark.hpp"
#include "discovery/problem.hpp"
#include "discovery/project.hpp"
#include "discovery/source_programs.hpp"

namespace inference_pio {

struct DiscoveryRequest {
    Project project;
    std::vector<std::filesystem::path> paths;  // instead of the project's own folders, where there are any
    // Files that no pattern can reach are neither built nor asked. Empty: all files.
    std::vector<std::string> patterns;
    std::filesystem::path cache;                           // folder for descriptions and programs: user_cache_folder()
    std::map<std::string, CommandSettings> commands = {};  // of the project, by name: benchmarks too
    // Without patterns, only the project's own files and commands where it has any: what an installed piobench brought is
    // reached by name.
    bool own_first = false;
};

struct Discovery {
    std::vector<FoundBenchmark> benchmarks;  // sorted by name; names are unique
    std::vector<DiscoveryProblem> problems;  // files that could not be used
    std::vector<BenchmarkFile> unreached;    // files that no pattern can reach
};

// What discovery needs of the machine; borrowed.
struct DiscoveryMachine {
    Clock& clock;
    ProcessLauncher& launcher;
    Cancellation* cancellation = nullptr;
};

// Builds missing and stale programs, asks workers to describe themselves (10 s each), and keeps the
// answers. A Google Benchmark program is asked for its list. Plain and guide scripts and plain programs are not
// executed. Errors: not_found for a folder that is not there; cancelled.
[[nodiscard]] Result<Discovery> discover(const DiscoveryRequest& request, const DiscoveryMachine& machine,
                                         const StepLine& step);

// What the engines of this build say of themselves, from the first benchmark program that was built.
// Builds nothing; asks a program only where no answer is kept. Empty where there is none.
[[nodiscard]] std::vector<EngineFacts> find_engines(const Project& project, const std::filesystem::path& cache,
                                                    const DiscoveryMachine& machine);

}  // namespace inference_pio
