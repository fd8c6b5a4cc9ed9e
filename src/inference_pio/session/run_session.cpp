#include "session/run_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "execution/runner.hpp"
#include "session/history_session.hpp"
#include "session/measuring_turn.hpp"
#include "session/run_ceilings.hpp"
#include "session/run_files.hpp"
#include "session/run_forecast.hpp"
#include "session/run_start.hpp"
#include "session/run_summary.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::optional<Bytes> available_memory(const SystemProfile& profile) {
    std::optional<Bytes> available = profile.memory.available;
    const std::optional<Bytes>& limit = profile.memory.cgroup_limit;
    if (limit && (!available || *limit < *available)) available = limit;
    return available;
}

std::set<std::string> models_of(const JournalHeader& header) {
    std::set<std::string> models;
    for (const JournalCase& planned : header.cases) models.insert(planned.id.model);
    for (const DiscoveryProblem& problem : header.problems) models.insert(problem.model);
    models.erase("");
    return models;
}

std::vector<std::optional<std::size_t>> references_of(const Plan& plan) {
    std::vector<std::optional<std::size_t>> references;
    for (const PlannedCase& planned : plan.cases) references.push_back(planned.reference);
    return references;
}

Result<RunResult> forecast(const RunStart& start, const SessionMachine& machine) {
    const auto root = results_root(start.project, start.header.results_dir);
    auto made = make_forecast(
        start.benchmarks, start.plan, start.header.settings, read_visit_times(root, start.header.profile.fingerprint),
        available_memory(start.header.profile), {machine.clock, machine.launcher, machine.cancellation});
    if (!made) return fail(std::move(made.error()));
    RunResult result;
    result.run = describe_run_of(start.header);
    result.forecast = *std::move(made);
    result.problems = start.header.problems;
    result.exit_code = result.problems.empty() ? 0 : 3;
    return result;
}

Result<Journal> open_journal(const RunStart& start, const ResultPlaces& places) {
    if (auto prepared = prepare_places(places); !prepared) return fail(std::move(prepared.error()));
    if (start.resumed_folder.empty()) return Journal::create(places.folder, start.header);
    return Journal::reopen(places.folder, start.resumed);
}

RunEnd end_of(const RunnerResult& measured) {
    if (measured.interrupted) return RunEnd::interrupted;
    return measured.journal_failure ? RunEnd::stopped : RunEnd::complete;
}

Result<RunResult> measure(RunStart start, const RunObserver& observer, const SessionMachine& machine) {
    ResultPlaces places = places_of(start.project, start.header.results_dir, start.header.run, models_of(start.header));
    if (!start.resumed_folder.empty()) places.folder = start.resumed_folder;
    auto journal = open_journal(start, places);
    if (!journal) return fail(std::move(journal.error()));

    if (observer.journal_began) observer.journal_began(places.folder);
    const RunnerMachine forces{{machine.clock, machine.launcher, machine.cancellation},
                               [&] { return available_memory(machine.profile()); }};
    Runner runner(start.benchmarks, start.plan, start.header.settings, forces, *journal, observer);
    RunnerResult measured = runner.run(std::move(start.states));
    const std::vector<CaseOutcome> ceilings = add_ceilings(start, measured, *journal, observer, machine);

    RunResult result;
    result.run = summarise_run({.header = start.header,
                                .outcomes = measured.outcomes,
                                .references = references_of(start.plan),
                                .ceilings = ceilings,
                                .complete = !measured.interrupted && !measured.journal_failure});
    if (auto warning = unreached_warning(measured.outcomes)) result.run.warnings.push_back(*std::move(warning));
    if (measured.journal_failure) {
        result.run.warnings.push_back("the run stopped: " + measured.journal_failure->message);
    }
    result.end = end_of(measured);
    result.problems = std::move(start.header.problems);
    result.folder = places.folder;
    WrittenFiles written = write_run_files(result.run, places);
    result.files = std::move(written.files);
    result.files.push_back(places.folder / kJournalName);
    result.write_errors = std::move(written.errors);
    if (measured.journal_failure) result.write_errors.push_back(*measured.journal_failure);
    if (result.write_errors.empty()) {
        const fs::path root = results_root(start.project, start.header.results_dir);
        if (auto stored = add_to_history(result.run, root, places.folder); !stored) {
            result.history_error = std::move(stored.error());
        }
    }
    result.exit_code = compute_exit_code(result.run, result.end, result.write_errors.empty());
    return result;
}

}  // namespace

Result<RunResult> run_session(const RunOptions& options, const RunObserver& observer, const SessionMachine& machine) {
    auto start =
        options.resume.empty() ? start_fresh(options, observer, machine) : start_again(options, observer, machine);
    if (!start) return fail(std::move(start.error()));
    if (options.dry_run) return forecast(*start, machine);
    std::optional<FileLock> turn;
    // Planted stamps disturb nobody and are disturbed by nobody.
    if (start->header.settings.engine != "simulated") {
        auto taken = take_measuring_turn(observer.step, machine);
        if (!taken) return fail(std::move(taken.error()));
        turn.emplace(*std::move(taken));
    }
    return measure(*std::move(start), observer, machine);
}

}  // namespace inference_pio
