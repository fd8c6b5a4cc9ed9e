#include "execution/worker_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace inference_pio {

WorkerOutcome outcome_of(Error error) {
    switch (error.kind) {
        case ErrorKind::cancelled:
            return Cancelled{};
        case ErrorKind::timed_out:
            return TimedOut{std::move(error)};
        case ErrorKind::crashed:
            return Crashed{std::move(error)};
        case ErrorKind::out_of_memory:
            return OutOfMemory{std::move(error)};
        case ErrorKind::unsupported:
            return Unsupported{std::move(error)};
        default:
            return Failed{std::move(error)};
    }
}

Status status_of(const WorkerOutcome& outcome) {
    struct Statuses {
        Status operator()(const Completed&) const { return Status::ok; }
        Status operator()(const Failed&) const { return Status::failed; }
        Status operator()(const Unsupported&) const { return Status::skipped; }
        Status operator()(const TimedOut&) const { return Status::timed_out; }
        Status operator()(const Crashed&) const { return Status::failed; }
        Status operator()(const OutOfMemory&) const { return Status::out_of_memory; }
        Status operator()(const Cancelled&) const { return Status::ok; }
    };
    return std::visit(Statuses{}, outcome);
}

const Error* error_of(const WorkerOutcome& outcome) {
    return std::visit(
        [](const auto& end) -> const Error* {
            if constexpr (requires { end.error; }) {
                return &end.error;
            } else {
                return nullptr;
            }
        },
        outcome);
}

std::optional<Bytes> compute_peak_memory(std::optional<Bytes> resident, std::optional<Bytes> children,
                                         const ExitStatus& status) {
    std::optional<Bytes> peak = resident;
    if (children && (!peak || *children > *peak)) peak = children;
    const bool above_floor = status.peak_memory > status.peak_memory_floor;
    if (above_floor && (!peak || status.peak_memory > *peak)) peak = status.peak_memory;
    return peak;
}

Result<WorkerProcess> WorkerProcess::start(const WorkerMachine& machine, const WorkerProgram& program,
                                           const std::vector<int>& cpus, const WorkerLimits& limits) {
    auto channel = WorkerChannel::start(machine.launcher, machine.clock, program, cpus, machine.cancellation);
    if (!channel) return fail(std::move(channel.error()));
    return WorkerProcess(std::move(*channel), limits);
}

Result<ProvidedEvent> WorkerProcess::provide(const CaseCommand& subject, const Progress& progress) {
    return channel_.ask_for<ProvidedEvent>(ProvideCommand{subject}, "providing its files", limits_.provide, progress);
}

Result<EstimatedEvent> WorkerProcess::estimate(const CaseCommand& subject) {
    return channel_.ask_for<EstimatedEvent>(EstimateCommand{subject}, "estimating its memory", limits_.estimate);
}

Result<ReadyEvent> WorkerProcess::prepare(const CaseCommand& subject, const Progress& progress) {
    return channel_.ask_for<ReadyEvent>(PrepareCommand{subject}, "preparing", limits_.prepare, progress);
}

Result<SampleData> WorkerProcess::measure() {
    auto event = channel_.ask_for<SampleEvent>(MeasureCommand{}, "taking a sample", limits_.measure);
    if (!event) return fail(std::move(event.error()));
    const bool measured = std::any_of(event->metrics.begin(), event->metrics.end(),
                                      [](const auto& metric) { return !metric.second.empty(); });
    if (!measured) {
        return fail(ErrorKind::malformed, "a sample has no metric",
                    "record one: sample.time(\"latency\", …), or print `Latency: 0.12s`");
    }
    return SampleData{false,
                      std::move(event->metrics),
                      std::move(event->spans),
                      std::move(event->evidence),
                      std::move(event->output_digest),
                      std::move(event->definitions)};
}

Result<Completed> WorkerProcess::release() {
    // Its own mark, before teardown moves anything: the definition ends with the last sample.
    const std::optional<Bytes> resident = channel_.process().peak_resident();
    auto released = channel_.ask_for<ReleasedEvent>(ReleaseCommand{}, "releasing", limits_.release);
    if (!released) return fail(std::move(released.error()));
    channel_.process().close_input();
    auto status = channel_.process().wait(limits_.release);
    if (!status && status.error().kind == ErrorKind::cancelled) return fail(std::move(status.error()));
    // One that will not end has told everything all the same.
    const ExitStatus end = status ? *status : channel_.process().kill();
    return Completed{compute_peak_memory(resident, released->children_peak_memory, end)};
}

}  // namespace inference_pio
