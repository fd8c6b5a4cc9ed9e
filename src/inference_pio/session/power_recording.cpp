#include "session/power_recording.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"
#include "session/measuring_turn.hpp"
#include "session/pair_file.hpp"
#include "session/run_files.hpp"
#include "session/turn_sides.hpp"

namespace inference_pio {
namespace {

Result<AppendFile> open_pairs(const RunStart& start, PowerRecording& recording) {
    const auto folder = results_root(start.project, start.header.results_dir) / (start.header.run + "-power");
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    recording.file = folder / kPairsName;
    return AppendFile::open(recording.file);
}

// Slowdowns take turns, and so does the side that begins: what the machine does meets all of them alike.
Result<void> record(const PowerRecordingOptions& options, const RunStart& start, const TurnSide& side, AppendFile& file,
                    PowerRecording& recording, const std::function<void(std::string_view)>& step,
                    const SessionMachine& machine) {
    TurnSettings settings;
    settings.sampling = {1, options.samples};
    settings.limits.prepare = settings.limits.measure = start.header.settings.timeout;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    const int all = options.pairs * static_cast<int>(options.slowdowns.size());
    const std::vector<bool> turns = compute_turns(all, start.header.settings.seed);
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
        if (auto written = file.append_line(print_pair(recording.pairs.back())); !written) return written;
    }
    return {};
}

}  // namespace

Result<PowerRecording> record_power_pairs(const PowerRecordingOptions& options,
                                          const std::function<void(std::string_view)>& step,
                                          const SessionMachine& machine) {
    RunObserver observer;
    observer.step = step;
    auto start = start_fresh(options.run, observer, machine);
    if (!start) return fail(std::move(start.error()));
    const auto turn = take_measuring_turn(step, machine);
    if (!turn) return fail(turn.error());
    auto selected = make_only_turn_case(*start, observer, machine);
    if (!selected) return fail(std::move(selected.error()));

    PowerRecording recording;
    recording.id = selected->id;
    auto file = open_pairs(*start, recording);
    if (!file) return fail(std::move(file.error()));
    auto recorded = record(options, *start, selected->side, *file, recording, step, machine);
    if (!recorded) return fail(std::move(recorded.error()));
    return recording;
}

}  // namespace inference_pio
