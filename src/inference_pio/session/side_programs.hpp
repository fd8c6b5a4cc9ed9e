// The two sides of a duet of builds: the same benchmark in another build, or with another engine's libraries.
//
// Thread safety: one job at a time in a process; it starts workers.
#pragma once

#include <filesystem>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>

#include "discovery/found_benchmark.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

struct BuildSide {
    std::filesystem::path folder;      // empty: this build
    std::filesystem::path engine_dir;  // holds the engine's libraries, or its lib/ does; empty: the build's own
    bool operator==(const BuildSide&) const = default;
};

// The benchmark of `found`, which is of the build in `own_build`, as `side` has it: program, environment, description
// and engines are the side's; name and file stay. The program is asked to describe itself (10 s); the answer is not
// cached, since the cache's key knows no engine. Nothing is built.
//
// The libraries of the side stand first in LD_LIBRARY_PATH: the engine's, and then the build's own lib/. Our programs
// carry RUNPATH (readelf -d: "Library runpath: [<build>/lib]"; libinference_pio.so has the engine's folder), which the
// loader looks at after LD_LIBRARY_PATH. RUNPATH is absolute, so a build folder that was copied would load the
// libraries of the build that it was copied from, and compare that with itself; the build's own lib/ prevents it.
// What will be loaded is checked with ldd.
//
// Errors: not_found where the folder is no build of this project, has not that program, or where engine_dir holds no
// engine; mismatch where the program has no such benchmark, or would load other libraries than the side's;
// invalid_argument for benchmarks that are of no build (scripts); those of WorkerChannel::ask().
[[nodiscard]] Result<FoundBenchmark> benchmark_of_side(const FoundBenchmark& found,
                                                       const std::filesystem::path& own_build, const BuildSide& side,
                                                       const SessionMachine& machine);

// Whether the benchmark of a side can run the case that `own` runs: it has the same axes of the same types, and
// knows the case's values where `own` lists them. Pure. Errors: mismatch, naming axis, value and the other program.
[[nodiscard]] Result<void> check_case_of_side(const FoundBenchmark& own, const FoundBenchmark& other,
                                              const Parameters& parameters);

// The folder of `engine_dir` that holds the libraries: its lib/, or itself. Errors: not_found; invalid_argument for a
// path that cannot stand in LD_LIBRARY_PATH.
[[nodiscard]] Result<std::filesystem::path> find_engine_libraries(const std::filesystem::path& engine_dir);

}  // namespace inference_pio
