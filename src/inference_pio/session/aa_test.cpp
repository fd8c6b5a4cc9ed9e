#include "session/aa_test.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"
#include "records/json_values.hpp"
#include "session/measuring_turn.hpp"
#include "session/run_files.hpp"
#include "session/turn_sides.hpp"

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

Result<AppendFile> open_pairs(const RunStart& start, AaReport& report) {
    const auto folder = results_root(start.project, start.header.results_dir) / (start.header.run + "-aa");
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    report.file = folder / "pairs.ndjson";
    return AppendFile::open(report.file);
}

}  // namespace

Result<AaReport> run_aa_test(const AaOptions& options, const std::function<void(std::string_view)>& step,
                             const SessionMachine& machine) {
    RunObserver observer;
    observer.step = step;
    auto start = start_fresh(options.run, observer, machine);
    if (!start) return fail(std::move(start.error()));
    const auto turn = take_measuring_turn(step, machine);
    if (!turn) return fail(turn.error());
    auto selected = make_only_turn_case(*start, observer, machine);
    if (!selected) return fail(std::move(selected.error()));
    const TurnSide& side = selected->side;

    AaReport report;
    report.id = selected->id;
    auto file = open_pairs(*start, report);
    if (!file) return fail(std::move(file.error()));
    std::vector<AaPair> pairs;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    for (int number = 0; number < options.series && !report.interrupted; ++number) {
        TurnSettings settings;
        settings.pairs = options.pairs;
        settings.sampling = {1, options.samples};
        settings.limits.prepare = settings.limits.measure = start->header.settings.timeout;
        settings.seed = start->header.settings.seed + static_cast<std::uint64_t>(number);
        int pair_number = 0;
        const auto listener = [&](const TurnPair& pair) -> Result<void> {
            pairs.push_back(
                {number, pair.baseline_first, compute_aa_values(pair.baseline), compute_aa_values(pair.candidate)});
            if (step) {
                step(fmt::format("series {} of {}: pair {} of {}", number + 1, options.series, ++pair_number,
                                 options.pairs));
            }
            return file->append_line(line_of(pairs.back()));
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
