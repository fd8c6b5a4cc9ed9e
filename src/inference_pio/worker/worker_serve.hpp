// The serve loop: commands from standard input, events to the descriptor that PIO_EVENT_FD names.
//
// Thread safety: one serve loop a process.
#pragma once

#include <inference_pio/result.hpp>
#include <optional>

#include "worker/worker_session.hpp"

namespace inference_pio {

// The two ends of a worker's conversation.
struct WorkerPipes {
    int commands = -1;
    int events = -1;
};

// Takes the pipes over from the environment, so that nothing that a benchmark does can disturb them:
// PIO_EVENT_FD is unset and both descriptors close on exec, which keeps them from the benchmark's own
// children, and standard input becomes empty. Nothing where PIO_EVENT_FD is not set.
// Errors: invalid_argument where it does not name an open descriptor.
[[nodiscard]] Result<std::optional<WorkerPipes>> take_worker_pipes();

// Answers commands until their end. A line that is no command, or too long, is answered with a failed
// event. Errors: io, where the events cannot be written.
[[nodiscard]] Result<void> serve(WorkerPipes pipes, WorkerSession& session);

}  // namespace inference_pio
