// Which shared libraries a worker loads: two engines of one version string can be told apart, and an engine that was
// asked for but would not be loaded is seen before anything is measured.
//
// Thread safety: free functions, independent; reading starts a process.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/worker_channel.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

struct LoadedLibrary {
    std::string name;            // as it is asked for: "libllama.so.0"
    std::filesystem::path file;  // where it is found; empty: nowhere
    bool operator==(const LoadedLibrary&) const = default;
};

// Pure. What `ldd` prints, in its order; lines that name no library by its name (the loader, the kernel's) are left
// out.
[[nodiscard]] std::vector<LoadedLibrary> parse_loaded_libraries(std::string_view ldd_output);

// Of the worker's program in its environment, by `ldd`. Errors: not_found (no ldd, or a library that is nowhere, with
// its name), malformed (no program of shared libraries), cancelled, timed_out.
[[nodiscard]] Result<std::vector<LoadedLibrary>> read_loaded_libraries(const WorkerProgram& worker,
                                                                       const SessionMachine& machine);

// "libllama.so.0", "libggml-cpu.so", "libmtmd.so.0"; not "libllama_ext.a". Pure.
[[nodiscard]] bool is_engine_library(std::string_view name);

// Six hexadecimal digits over the names and contents of the engine's libraries that the worker would load; the
// engine's further backends, which it opens at run time from the folder of libggml, included. Reads them whole (some
// 10 MB). Errors: not_found where it loads none; those of read_loaded_libraries(); io.
[[nodiscard]] Result<std::string> engine_library_digest(const WorkerProgram& worker, const SessionMachine& machine);

}  // namespace inference_pio
