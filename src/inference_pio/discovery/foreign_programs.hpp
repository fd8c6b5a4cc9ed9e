// Programs of benchmark_*.cpp files that are no part of this project: compiled directly, with this
// build's compiler and flags, against its library or Google's, into the user's cache. An installed piobench takes the
// user's compiler: $CXX, else c++, with $CXXFLAGS behind the flags of its build. A model's benchmark
// (<model>/benchmarks/<category>/benchmark_x.cpp) is compiled together with its card, <model>/*_card.cpp.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/child_process.hpp"
#include "discovery/project.hpp"
#include "discovery/source_programs.hpp"

namespace inference_pio {

// What the program links: this build's library, or Google Benchmark (with its main() where the source has none).
enum class BenchmarkLibrary { ours, googles };

struct ForeignSource {
    std::filesystem::path path;
    BenchmarkLibrary library = BenchmarkLibrary::ours;

    bool operator==(const ForeignSource&) const = default;
};

// Where the program of this source lies, built or not: <cache>/built/<digest of its path>/benchmark_x.
[[nodiscard]] std::filesystem::path foreign_program_of(const std::filesystem::path& source,
                                                       const std::filesystem::path& cache);

// Built for this library, compiler and flags, and no older than the source and every header that it
// included from outside the system's folders.
[[nodiscard]] bool is_foreign_program_fresh(const Project& project, const ForeignSource& source,
                                            const std::filesystem::path& cache);

// The program appears whole. Errors: malformed, naming the file with the compiler's message; not_found
// (no compiler, no library: with what to build or install); io, cancelled, timed_out.
[[nodiscard]] Result<std::filesystem::path> build_foreign_program(const Project& project, const ForeignSource& source,
                                                                  const std::filesystem::path& cache,
                                                                  ProcessLauncher& launcher, Cancellation* cancellation,
                                                                  const StepLine& step);

// The files that a make rule (`program: a.cpp b.hpp \`) names after its colon. Pure.
[[nodiscard]] std::vector<std::string> parse_make_dependencies(std::string_view rule);

}  // namespace inference_pio
