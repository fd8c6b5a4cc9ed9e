// What main() of a worker does: serve a parent, or run by hand.
#pragma once

#include "worker/worker_session.hpp"

namespace inference_pio {

// Gives the exit code. Exceptions do not leave it. Evidence comes from where the environment says, whatever
// `services` says.
[[nodiscard]] int run_worker_program(int argument_count, char** arguments, WorkerServices services);

}  // namespace inference_pio
