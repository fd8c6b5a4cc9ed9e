#include "session/power_recording.hpp"

#include <fmt/format.h>

#include <utility>

#include "session/pair_file.hpp"
#include "session/pair_recording.hpp"

namespace inference_pio {
namespace {

// Slowdowns take turns, and so does the side that begins: what the machine does meets all of them alike.
Result<void> record(const PowerRecordingOptions& options, PairRecording& into, PowerRecording& recording,
                    const std::function<void(std::string_view)>& step, const SessionMachine& machine) {
    const TurnSide& side = into.selected.side;
    const RunSettings& run = into.start.header.settings;
    TurnSettings settings;
    settings.sampling = {1, options.samples};
    settings.limits.prepare = settings.limits.measure = run.timeout;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    const int all = options.pairs * static_cast<int>(options.slowdowns.size());
    const std::vector<bool> turns = compute_turns(all, run.seed);
    for (int i = 0; i < all; ++i) {
        const double slowdown = options.slowdowns[static_cast<std::size_t>(i) % options.slowdowns.size()];
        if (step) step(fmt::format("pairs: {} of {}, slowed down by {:.3g} %", i + 1, all, slowdown * 100));
        TurnSide candidate = side;
        candidate.command.injected_slowdown = slowdown;
        const auto one = run_turn_pair(side, candidate, turns[static_cast<std::size_t>(i)], i, settings, workers);
        if (one.failure && one.failure->kind == ErrorKind::cancelled && i > 0) {
            recording.interrupted = true;
            return {};
        }
        if (one.failure) return fail(*one.failure);
        recording.pairs.push_back(measured_pair_of(one.pair, side.definitions, recording.id.name()));
        recording.pairs.back().slowdown = slowdown;
        if (auto written = into.file.append_line(print_pair(recording.pairs.back())); !written) return written;
    }
    return {};
}

}  // namespace

Result<PowerRecording> record_power_pairs(const PowerRecordingOptions& options,
                                          const std::function<void(std::string_view)>& step,
                                          const SessionMachine& machine) {
    auto begun = begin_pair_recording(options.run, "power", step, machine);
    if (!begun) return fail(std::move(begun.error()));
    PowerRecording recording;
    recording.id = begun->selected.id;
    recording.file = begun->path;
    if (auto recorded = record(options, *begun, recording, step, machine); !recorded) {
        return fail(std::move(recorded.error()));
    }
    return recording;
}

}  // namespace inference_pio
