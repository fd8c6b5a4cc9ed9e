// What main() of a worker does: serve a parent, or run by hand.
#pragma once

#include "worker/worker_session.hpp"

namespace inference_pio {

// Gives the exit code. Exceptions do not leave it.
[[nodiscard]] int run_worker_program(int argument_count, char** arguments, const WorkerServices& services);

}  // namespace inference_pio
