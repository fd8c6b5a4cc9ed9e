// Benchmark files: where they are, what kind they are, and which suite and category they belong to.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/project.hpp"

namespace inference_pio {

enum class FileKind {
    source,                   // benchmark_*.cpp, built on demand
    program,                  // an executable that speaks the worker protocol
    script,                   // a script that speaks it
    guide_script,             // benchmark_*.py whose functions benchmark_* nothing calls
    plain_script,             // any other benchmark_*.py, or a script with a #! line
    plain_program,            // any other executable
    google_benchmark,         // an executable that links Google Benchmark
    google_benchmark_source,  // benchmark_*.cpp that includes <benchmark/benchmark.h>, built on demand
    pytest_script,            // benchmark_*.py with tests that take pytest-benchmark's fixture
    command,                  // a command of piobench.toml, which is no file of its own
};

[[nodiscard]] std::string_view to_string(FileKind kind);

// Suite and category of a file, from its folder alone.
struct Place {
    std::string suite;     // "core", "qwen3_vl_2b", or the name of the folder
    std::string category;  // "unit", "integration", "performance"; empty: none
    bool model = false;    // the suite is a model: src/models/<suite>/benchmarks/…

    [[nodiscard]] std::string prefix() const { return category.empty() ? suite : suite + "/" + category; }
    bool operator==(const Place&) const = default;
};

// `file` is absolute. Pure.
[[nodiscard]] Place place_of(const std::filesystem::path& file);

struct BenchmarkFile {
    std::filesystem::path path;  // absolute, canonical
    FileKind kind = FileKind::source;
    Place place;
    std::vector<std::string> guide_functions;  // of a guide script: "benchmark_inference"
    std::vector<std::string> tests = {};       // of a pytest script: "test_sort", "TestSorting::test_sort"
    bool brought = false;                      // came with an installed piobench, not with the project

    // "resize" for benchmark_resize.cpp: names a plain file's benchmark, and a file that tells no names.
    [[nodiscard]] std::string stem() const;
    bool operator==(const BenchmarkFile&) const = default;
};

// Every benchmark_* file under the project's folders, or under `paths` instead, sorted by path; behind the project's own
// those that an installed piobench brought, but for one of the place and name of an own one. Folders
// are searched through all levels, hidden ones and results/ left out. A program beside the
// source of its own name is not a file of its own. Reads the first bytes of scripts and programs;
// executes nothing. A file that says `piobench: not a benchmark` in its first 20 lines is none.
// Errors: not_found, naming the folder that is not there.
[[nodiscard]] Result<std::vector<BenchmarkFile>> find_benchmark_files(const Project& project,
                                                                      const std::vector<std::filesystem::path>& paths);

}  // namespace inference_pio
