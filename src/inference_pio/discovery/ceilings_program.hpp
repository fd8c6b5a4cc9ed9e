// The worker that measures the machine's ceilings: a program of this build, made where it is not there yet.
#pragma once

#include <inference_pio/result.hpp>

#include "discovery/discoverer.hpp"
#include "discovery/project.hpp"
#include "discovery/source_programs.hpp"
#include "discovery/worker_channel.hpp"

namespace inference_pio {

// Errors: malformed, with the compiler's message; not_found (no build tree); cancelled.
[[nodiscard]] Result<WorkerProgram> provide_ceilings_program(const Project& project, const DiscoveryMachine& machine,
                                                             const StepLine& step);

}  // namespace inference_pio
