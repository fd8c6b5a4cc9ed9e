// What is asked about a case before it is measured: its command, its memory, its files.
//
// Thread safety: free functions; a worker is started for each call.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>

#include "discovery/found_benchmark.hpp"
#include "execution/case_outcome.hpp"
#include "execution/run_settings.hpp"
#include "execution/worker_process.hpp"

namespace inference_pio {

// One case's memory and files, asked for in a worker of its own, so that making a checkpoint is not in
// the peak memory of the process that measures. A process is started only where there is something to ask.
// The memory is known first: `provide` says whether the files are then worth making, for a checkpoint may take
// minutes and as many bytes of the disk as of memory.
struct CasePreliminaries {
    std::map<std::string, std::string> files;
    std::optional<Bytes> memory;  // absent: the benchmark does not know
};
using ProvideRule = std::function<bool(const std::optional<Bytes>& memory)>;
[[nodiscard]] Result<CasePreliminaries> ask_preliminaries(const FoundBenchmark& benchmark, const CaseCommand& command,
                                                          const ProvideRule& provide, const WorkerMachine& machine,
                                                          const WorkerChannel::Progress& progress);

// The command that prepares `id` under these settings.
[[nodiscard]] CaseCommand command_of(const FoundBenchmark& benchmark, const CaseId& id, const RunSettings& settings);

}  // namespace inference_pio
