// The guide's two calls: find every benchmark_* file, and run them all.
//
// Link the library `inference_pio_session` for these.
//
// Thread safety: one call at a time; both start child processes.
#pragma once

#include <filesystem>
#include <inference_pio/parameters.hpp>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

namespace inference_pio {

struct DiscoveredBenchmark {
    std::string name;  // "qwen3_vl_2b/performance/generation"
    std::string doc;
    std::vector<Axis> axes;
    std::filesystem::path file;  // the benchmark_* file; of a command: piobench.toml
    // "source", "program", "script", "guide_script", "plain_script", "plain_program", "google_benchmark",
    // "google_benchmark_source", "pytest_script", "command"
    std::string kind;

    bool operator==(const DiscoveredBenchmark&) const = default;
};

struct DiscoverOptions {
    std::vector<std::filesystem::path> paths;  // empty: the project's own folders
    std::vector<std::string> patterns;         // globs on benchmark names; empty: all
};

// Errors: not_found for a folder that is not there or a pattern that matches nothing; malformed,
// naming the file, for a benchmark file that registers nothing or a name twice.
[[nodiscard]] Result<std::vector<DiscoveredBenchmark>> discover_benchmarks(const DiscoverOptions& options = {});

// Discovers, runs with default settings, writes results and returns them. A failed case is a record
// with its status; an Error means that nothing could be measured.
[[nodiscard]] Result<Run> discover_and_run_all_benchmarks(const DiscoverOptions& options = {});

}  // namespace inference_pio
