#include "session/aa_test.hpp"

#include <fmt/format.h>

#include <utility>

#include "records/json_values.hpp"
#include "session/pair_recording.hpp"

namespace inference_pio {
namespace {

std::string line_of(const AaPair& pair) {
    Json json;
    json["series"] = pair.series;
    json["baseline_first"] = pair.baseline_first;
    json["baseline"] = Json(pair.baseline);
    json["candidate"] = Json(pair.candidate);
    return print_json(json);
}

}  // namespace

Result<AaReport> run_aa_test(const AaOptions& options, const std::function<void(std::string_view)>& step,
                             const SessionMachine& machine) {
    auto recording = begin_pair_recording(options.run, "aa", step, machine);
    if (!recording) return fail(std::move(recording.error()));
    const TurnSide& side = recording->selected.side;
    const RunSettings& run = recording->start.header.settings;

    AaReport report;
    report.id = recording->selected.id;
    report.file = recording->path;
    std::vector<AaPair> pairs;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    for (int number = 0; number < options.series && !report.interrupted; ++number) {
        TurnSettings settings;
        settings.pairs = options.pairs;
        settings.sampling = {1, options.samples};
        settings.limits.prepare = settings.limits.measure = run.timeout;
        settings.seed = run.seed + static_cast<std::uint64_t>(number);
        int pair_number = 0;
        const auto listener = [&](const TurnPair& pair) -> Result<void> {
            pairs.push_back(
                {number, pair.baseline_first, compute_aa_values(pair.baseline), compute_aa_values(pair.candidate)});
            if (step) {
                step(fmt::format("series {} of {}: pair {} of {}", number + 1, options.series, ++pair_number,
                                 options.pairs));
            }
            return recording->file.append_line(line_of(pairs.back()));
        };
        const TurnSeries series = run_turns(side, side, settings, workers, listener);
        if (!series.failure) continue;
        if (pairs.empty()) return fail(*series.failure);
        if (series.failure->kind != ErrorKind::cancelled) return fail(*series.failure);
        report.interrupted = true;
    }
    report.results = summarise_aa(pairs, options.pairs);
    return report;
}

}  // namespace inference_pio
