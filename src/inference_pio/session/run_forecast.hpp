// What a run will take, from the benchmarks' own estimates and from earlier runs.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <vector>

#include "discovery/found_benchmark.hpp"
#include "execution/plan.hpp"
#include "execution/run_settings.hpp"
#include "execution/worker_process.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

// How long the last visit of each case took, by case name, from the newest journals in `results` that
// were written on this machine. At most 20 journals are read; one that cannot be read is passed over.
[[nodiscard]] std::map<std::string, Seconds> read_visit_times(const std::filesystem::path& results,
                                                              const std::string& fingerprint);

// Starts a worker for each case that can tell its memory; provides nothing. Errors: cancelled.
[[nodiscard]] Result<RunForecast> make_forecast(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan,
                                                const RunSettings& settings,
                                                const std::map<std::string, Seconds>& visit_times,
                                                std::optional<Bytes> available, const WorkerMachine& machine);

// The bounds of the time from what is known of the cases. Pure.
void compute_time_bounds(RunForecast& forecast, const SamplingPolicy& policy);

}  // namespace inference_pio
