#include "session/power_recording.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"
#include "execution/summary_values.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"
#include "session/measuring_turn.hpp"
#include "session/run_files.hpp"
#include "session/turn_sides.hpp"

namespace inference_pio {
namespace {

// Every metric that could be judged, so that the choice of the judged ones can be checked afterwards.
std::map<std::string, double> values_of(const Visit& visit, const std::vector<MetricDefinition>& definitions) {
    std::map<std::string, double> values;
    for (const MetricDefinition& metric : definitions) {
        if (metric.direction == Direction::neutral) continue;
        const auto value = value_of_visit(visit, metric);
        if (value && *value > 0) values.emplace(metric.name, *value);
    }
    return values;
}

Result<AppendFile> open_pairs(const RunStart& start, PowerRecording& recording) {
    const auto folder = results_root(start.project, start.header.results_dir) / (start.header.run + "-power");
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    recording.file = folder / "power_pairs.ndjson";
    return AppendFile::open(recording.file);
}

Result<PowerPair> power_pair_from(const Json& json) {
    PowerPair pair;
    JsonReader reader(json);
    reader.required("slowdown", pair.slowdown);
    reader.required("baseline_first", pair.baseline_first);
    reader.required("duration_s", pair.duration_s);
    reader.required("baseline", pair.baseline);
    reader.required("candidate", pair.candidate);
    if (pair.slowdown < 0) reader.reject("slowdown", "must not be negative");
    for (const auto* side : {&pair.baseline, &pair.candidate}) {
        for (const auto& [metric, value] : *side) {
            if (value <= 0) reader.reject(metric, "must be positive");
        }
    }
    return reader.finish(std::move(pair));
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
        const Seconds duration = one.pair.baseline.duration + one.pair.candidate.duration;
        recording.pairs.push_back({slowdown, one.pair.baseline_first, duration.count(),
                                   values_of(one.pair.baseline, side.definitions),
                                   values_of(one.pair.candidate, side.definitions)});
        if (auto written = file.append_line(print_power_pair(recording.pairs.back())); !written) return written;
    }
    return {};
}

}  // namespace

std::string print_power_pair(const PowerPair& pair) {
    Json json;
    json["slowdown"] = pair.slowdown;
    json["baseline_first"] = pair.baseline_first;
    json["duration_s"] = pair.duration_s;
    json["baseline"] = Json(pair.baseline);
    json["candidate"] = Json(pair.candidate);
    return print_json(json);
}

Result<PowerPair> parse_power_pair(std::string_view line) {
    const auto json = parse_json(line);
    if (!json) return fail(json.error());
    return power_pair_from(*json);
}

Result<PowerRecording> record_power_pairs(const PowerRecordingOptions& options,
                                          const std::function<void(std::string_view)>& step,
                                          const SessionMachine& machine) {
    RunObserver observer;
    observer.step = step;
    auto start = start_fresh(options.run, observer, machine);
    if (!start) return fail(std::move(start.error()));
    const auto turn = take_measuring_turn(step, machine);
    if (!turn) return fail(turn.error());
    auto selected = make_turn_case(*start, observer, machine);
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
