// A worker that measures one case: prepare, samples when asked, release, and what it used of memory.
//
// Thread safety: belongs to one thread.
#pragma once

#include <inference_pio/record.hpp>
#include <optional>
#include <variant>
#include <vector>

#include "discovery/worker_channel.hpp"
#include "execution/case_outcome.hpp"

namespace inference_pio {

// How a worker's work ended.
struct Completed {
    std::optional<Bytes> peak_memory;
    bool operator==(const Completed&) const = default;
};
struct Failed {  // it said so itself, or spoke what nobody understands
    Error error;
    bool operator==(const Failed&) const = default;
};
struct Unsupported {  // it said that this build or machine cannot do it
    Error error;
    bool operator==(const Unsupported&) const = default;
};
struct TimedOut {
    Error error;
    bool operator==(const TimedOut&) const = default;
};
struct Crashed {
    Error error;
    bool operator==(const Crashed&) const = default;
};
struct OutOfMemory {
    Error error;
    bool operator==(const OutOfMemory&) const = default;
};
struct Cancelled {
    bool operator==(const Cancelled&) const = default;
};

using WorkerOutcome = std::variant<Completed, Failed, Unsupported, TimedOut, Crashed, OutOfMemory, Cancelled>;

[[nodiscard]] WorkerOutcome outcome_of(Error error);

// The status of a case that ended so. `ok` for completed; a cancelled case has no status of its own: `ok`.
[[nodiscard]] Status status_of(const WorkerOutcome& outcome);

// Null for completed and cancelled.
[[nodiscard]] const Error* error_of(const WorkerOutcome& outcome);

// The largest resident memory: of the worker itself while it lived, of the descendants that it reports,
// and of what the kernel saw at its end. A maximum, not a sum. The kernel's figure starts at the parent's
// own size and counts only above that floor.
[[nodiscard]] std::optional<Bytes> compute_peak_memory(std::optional<Bytes> resident, std::optional<Bytes> children,
                                                       const ExitStatus& status);

struct WorkerLimits {
    Seconds provide{1800};
    Seconds estimate{30};
    Seconds prepare{120};
    Seconds measure{120};
    Seconds release{20};
};

// What is needed to start a worker; borrowed.
struct WorkerMachine {
    Clock& clock;
    ProcessLauncher& launcher;
    Cancellation* cancellation = nullptr;
};

class WorkerProcess {
public:
    using Progress = WorkerChannel::Progress;

    // Errors: not_found, io.
    [[nodiscard]] static Result<WorkerProcess> start(const WorkerMachine& machine, const WorkerProgram& program,
                                                     const std::vector<int>& cpus, const WorkerLimits& limits);

    // The errors of all are those of WorkerChannel::ask().
    [[nodiscard]] Result<ProvidedEvent> provide(const CaseCommand& subject, const Progress& progress);
    [[nodiscard]] Result<EstimatedEvent> estimate(const CaseCommand& subject);
    [[nodiscard]] Result<ReadyEvent> prepare(const CaseCommand& subject, const Progress& progress);
    // Also malformed, for a sample without a metric.
    [[nodiscard]] Result<SampleData> measure();
    // Lets the worker tear down and end; its memory is known then. It cannot be asked afterwards.
    [[nodiscard]] Result<Completed> release();

private:
    WorkerProcess(WorkerChannel channel, const WorkerLimits& limits) : channel_(std::move(channel)), limits_(limits) {}

    WorkerChannel channel_;
    WorkerLimits limits_;
};

}  // namespace inference_pio
