// The commands of piobench.toml as benchmarks: nothing is executed to know them.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "configuration/command_settings.hpp"
#include "discovery/found_benchmark.hpp"
#include "discovery/project.hpp"

namespace inference_pio {

// `command/NAME`, or of the suite that the command names; run by the process adapter.
[[nodiscard]] FoundBenchmark found_command(const Project& project, const std::string& name,
                                           const CommandSettings& command);

}  // namespace inference_pio
