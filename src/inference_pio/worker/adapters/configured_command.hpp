// A command of piobench.toml as a benchmark: prepare, run, cleanup; each sample is one execution.
//
// Thread safety: belongs to one thread; it starts the command.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>

#include "protocol/command_spec.hpp"

namespace inference_pio {

void register_configured_command(const CommandSpec& spec);

// One sample at these parameters. `process_time` is the wall time of `run` alone, where its output is text: of another
// format, the metrics are those of the tool. Errors: those of run_program(), saying which of the three failed; those of
// the format's parser; unsupported for an unknown format. `cleanup` runs whatever became of `run`.
[[nodiscard]] Result<void> measure_configured_command(const CommandSpec& spec, const Parameters& parameters,
                                                      Sample& sample);

}  // namespace inference_pio
