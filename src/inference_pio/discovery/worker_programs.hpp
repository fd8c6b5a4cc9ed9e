// Which program runs the benchmarks of a file: the file itself, or an adapter of this project.
//
// Pure but for the variables PIO_PYTHON and PYTHONPATH and the permissions of scripts. Thread-safe.
#pragma once

#include <filesystem>

#include "discovery/benchmark_file.hpp"
#include "discovery/project.hpp"
#include "discovery/source_programs.hpp"
#include "discovery/worker_channel.hpp"

namespace inference_pio {

// The worker of a file whose program is known. `program` is that of a source; empty for others.
[[nodiscard]] WorkerProgram worker_of(const Project& project, const BenchmarkFile& file,
                                      const std::filesystem::path& program);

// Files of this kind are run by the process adapter, one execution a sample.
[[nodiscard]] bool is_run_by_process_adapter(FileKind kind);

// The adapter, as a program of this build.
[[nodiscard]] SourceProgram process_adapter_of(const Project& project);

}  // namespace inference_pio
