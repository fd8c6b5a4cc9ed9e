#include "session/duet_session.hpp"

#include <algorithm>
#include <utility>

#include "common/files.hpp"
#include "judgement/confirmation.hpp"
#include "judgement/findings.hpp"
#include "reporting/comparison_report.hpp"
#include "session/build_subject.hpp"
#include "session/duet_comparison.hpp"
#include "session/duet_measurement.hpp"
#include "session/loaded_libraries.hpp"
#include "session/measuring_turn.hpp"
#include "session/pair_file.hpp"
#include "session/run_files.hpp"
#include "session/turn_sides.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using Step = std::function<void(std::string_view)>;

// The cases that both sides have, and those that they have not.
struct PreparedDuet {
    std::vector<DuetCase> cases;
    std::vector<Unlike> unlike;
};

Result<TurnSide> side_of(const RunStart& start, const PlannedCase& planned, const DuetSide& side,
                         const RunObserver& observer, const SessionMachine& machine) {
    auto benchmark = benchmark_of_side(start.benchmarks[planned.benchmark], start.project.build, side.build, machine);
    if (!benchmark) return fail(std::move(benchmark.error()));
    const FoundBenchmark& found = start.benchmarks[planned.benchmark];
    if (auto has = check_case_of_side(found, *benchmark, planned.id.parameters); !has) {
        return fail(std::move(has.error()));
    }
    RunStart own;
    own.project = start.project;
    own.header = start.header;
    own.header.settings.injected_slowdown = side.injected_slowdown;
    own.benchmarks = {*std::move(benchmark)};
    PlannedCase alone = planned;
    alone.benchmark = 0;
    auto made = make_turn_case(own, alone, observer, machine);
    if (!made) return fail(std::move(made.error()));
    return std::move(made->side);
}

Result<PreparedDuet> prepare(const RunStart& start, const DuetOptions& options, const RunObserver& observer,
                             const SessionMachine& machine) {
    PreparedDuet prepared;
    for (const PlannedCase& planned : start.plan.cases) {
        DuetCase one;
        one.id = planned.id;
        Unlike unlike{planned.id.name(), "", "missing", "", ""};
        bool whole = true;
        for (const bool is_baseline : {true, false}) {
            auto side = side_of(start, planned, is_baseline ? options.baseline : options.candidate, observer, machine);
            if (side) {
                (is_baseline ? one.baseline : one.candidate) = *std::move(side);
                continue;
            }
            if (side.error().kind == ErrorKind::cancelled || side.error().kind == ErrorKind::invalid_argument) {
                return fail(std::move(side.error()));
            }
            (is_baseline ? unlike.baseline : unlike.candidate) = side.error().message;
            whole = false;
        }
        if (whole) {
            prepared.cases.push_back(std::move(one));
        } else {
            prepared.unlike.push_back(std::move(unlike));
        }
    }
    for (const DiscoveryProblem& problem : start.header.problems) {
        prepared.unlike.push_back({problem.benchmark, "", "failed", "", problem.error.message});
    }
    return prepared;
}

// Engines as the measured processes name themselves; with a digest of the libraries where the user named a folder.
std::vector<std::string> engines_of(const Comparison& comparison, bool of_baseline, const std::string& libraries) {
    std::vector<std::string> engines;
    for (const ComparedMetric& row : comparison.rows) {
        std::string engine = of_baseline ? row.baseline_engine : row.candidate_engine;
        if (engine.empty()) continue;
        if (!libraries.empty()) engine += " (libraries " + libraries + ")";
        if (std::find(engines.begin(), engines.end(), engine) == engines.end()) engines.push_back(std::move(engine));
    }
    return engines;
}

ComparedSide compared_side(const RunStart& start, const DuetSide& side, const PreparedDuet& prepared, bool of_baseline,
                           const Comparison& comparison, const SessionMachine& machine) {
    ComparedSide compared;
    compared.name = side.name;
    compared.subject =
        side.build.folder.empty() ? start.header.subject : read_build_subject(side.build.folder, machine.launcher);
    std::string libraries;
    if (!side.build.engine_dir.empty() && !prepared.cases.empty()) {
        const TurnSide& turn = of_baseline ? prepared.cases.front().baseline : prepared.cases.front().candidate;
        libraries = engine_library_digest(turn.worker, machine).value_or("");
    }
    compared.engines = engines_of(comparison, of_baseline, libraries);
    return compared;
}

DuetPlan plan_of(const DuetOptions& options, const RunStart& start) {
    const DuetSettings& settings = options.configuration.duet;
    DuetPlan plan;
    plan.rules = options.configuration.gate;
    plan.pairs_max = settings.pairs;
    plan.samples = settings.samples;
    plan.timeout = start.header.settings.timeout;
    plan.budget = settings.budget;
    plan.seed = start.header.settings.seed;
    return plan;
}

Result<DuetReport> measure(const RunStart& start, const DuetOptions& options, const PreparedDuet& prepared,
                           const Step& step, const SessionMachine& machine) {
    DuetReport report;
    report.folder = results_root(start.project, start.header.results_dir) / (start.header.run + "-duet");
    if (auto made = make_folders(report.folder); !made) return fail(std::move(made.error()));
    auto file = AppendFile::open(report.folder / kPairsName);
    if (!file) return fail(std::move(file.error()));
    DuetListeners listeners;
    listeners.step = step;
    listeners.pair = [&](const MeasuredPair& pair) { return file->append_line(print_pair(pair)); };
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    const DuetPlan plan = plan_of(options, start);
    DuetMeasurement measurement;
    if (!prepared.cases.empty()) measurement = measure_duet(prepared.cases, plan, listeners, workers);
    report.comparison = compare_duet(measurement, plan.rules, plan.seed);
    if (measurement.stopped) report.write_errors.push_back(*measurement.stopped);
    return report;
}

void write_document(DuetReport& report) {
    const std::string document = format_comparison_json(report.comparison, nullptr);
    if (auto written = write_file_whole(report.folder / "duet.json", document); !written) {
        report.write_errors.push_back(std::move(written.error()));
    }
}

}  // namespace

Result<DuetReport> run_duet(const DuetOptions& options, const Step& step, const SessionMachine& machine) {
    RunObserver observer;
    observer.step = step;
    auto start = start_fresh(options.run, observer, machine);
    if (!start) return fail(std::move(start.error()));
    std::optional<FileLock> turn;
    // Planted stamps disturb nobody and are disturbed by nobody.
    if (start->header.settings.engine != "simulated") {
        auto taken = take_measuring_turn(step, machine);
        if (!taken) return fail(std::move(taken.error()));
        turn.emplace(*std::move(taken));
    }
    const auto prepared = prepare(*start, options, observer, machine);
    if (!prepared) return fail(prepared.error());
    auto report = measure(*start, options, *prepared, step, machine);
    if (!report) return fail(std::move(report.error()));
    Comparison& comparison = report->comparison;
    comparison.fingerprint = start->header.profile.fingerprint;
    comparison.unlike.insert(comparison.unlike.begin(), prepared->unlike.begin(), prepared->unlike.end());
    comparison.baseline = compared_side(*start, options.baseline, *prepared, true, comparison, machine);
    comparison.candidate = compared_side(*start, options.candidate, *prepared, false, comparison, machine);
    comparison.findings = group_findings(comparison.rows);
    write_document(*report);
    return report;
}

Result<void> confirm_duet(DuetReport& report, const DuetOptions& options, const Step& step,
                          const SessionMachine& machine) {
    std::uint64_t times = 0;
    const auto again = [&](const std::vector<std::size_t>& suspects) -> Result<Comparison> {
        DuetOptions fresh = options;
        fresh.run.patterns = suspected_cases(report.comparison, suspects);
        fresh.run.seed = options.run.seed + ++times;  // another order of turns
        auto measured = run_duet(
            fresh,
            [&](std::string_view line) {
                if (step) step("confirming, " + std::string(line));
            },
            machine);
        if (!measured) return fail(std::move(measured.error()));
        return std::move(measured->comparison);
    };
    auto confirmed = confirm_suspects(report.comparison, options.configuration.gate, again);
    write_document(report);
    return confirmed;
}

}  // namespace inference_pio
