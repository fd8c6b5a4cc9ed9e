// The programs of the project's own benchmark_*.cpp files: targets of this build.
//
// Thread safety: one call at a time; two processes may build at once only as far as the build tool allows.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/child_process.hpp"
#include "discovery/benchmark_file.hpp"
#include "discovery/project.hpp"

namespace inference_pio {

// The target and program that cmake/PioBenchmarks.cmake makes of a source.
struct SourceProgram {
    std::filesystem::path source;   // empty: a program of this build that is no benchmark
    std::string target;             // "qwen3_0_6b_performance_benchmark_generation"
    std::filesystem::path program;  // <build>/benchmarks/qwen3_0_6b/performance/benchmark_generation

    bool operator==(const SourceProgram&) const = default;
};

// Pure. `source` lies in <source>/benchmarks or <source>/src/models.
[[nodiscard]] SourceProgram source_program_of(const Project& project, const std::filesystem::path& source);

// Whether a program must be (re)built: it is missing, or older than its source, than a header or source
// that all programs are made of, or than its model's own sources (of no model: than any model's card). Stats some hundred files, reads none.
class StalenessCheck {
public:
    explicit StalenessCheck(const Project& project);
    [[nodiscard]] bool is_stale(const SourceProgram& program) const;

private:
    Project project_;
    std::filesystem::file_time_type shared_;  // the newest of what every program is made of
    std::filesystem::file_time_type cards_ = std::filesystem::file_time_type::min();  // and of all models' cards
};

using StepLine = std::function<void(std::string_view)>;

// Builds the programs with `cmake --build`; the tool's last lines go to `step` while it works. Gives the
// error of each target that could not be built, with the compiler's message; the others are built.
// Errors: not_found (no build tree, as of an installed piobench), cancelled.
[[nodiscard]] Result<std::map<std::string, Error>> build_source_programs(const Project& project,
                                                                         const std::vector<SourceProgram>& programs,
                                                                         ProcessLauncher& launcher,
                                                                         Cancellation* cancellation,
                                                                         const StepLine& step);

// The lines of a build's output that tell what is wrong: from the first that names an error on, at most
// 12. The last lines where none does. Pure.
[[nodiscard]] std::string compiler_message(std::string_view output);

}  // namespace inference_pio
