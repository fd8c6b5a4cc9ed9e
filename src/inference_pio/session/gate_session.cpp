#include "session/gate_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "judgement/confirmation.hpp"
#include "session/history_session.hpp"
#include "session/run_session.hpp"
#include "session/subject_reader.hpp"

namespace inference_pio {
namespace {

using Step = std::function<void(std::string_view)>;

constexpr std::int64_t kProcessesOfQuick = 3;

const Record* record_of(const Run& run, const ComparedMetric& row) {
    const auto found = std::find_if(run.records.begin(), run.records.end(), [&](const Record& record) {
        return record.metric == row.metric && record.statistic == row.statistic &&
               record.case_name() == row.case_name();
    });
    return found == run.records.end() ? nullptr : &*found;
}

// Only the build that measured the candidate can measure it again.
Result<void> check_same_subject(const Run& candidate, const SessionMachine& machine) {
    const SystemProfile profile = machine.profile();
    const Subject now =
        read_subject(find_project(std::filesystem::current_path()).root, profile.build, machine.launcher);
    const Subject& then = candidate.subject;
    if (profile.fingerprint != candidate.profile.fingerprint) {
        return fail(ErrorKind::mismatch, "the candidate was measured on another machine");
    }
    if (now.commit != then.commit || now.dirty != then.dirty || now.compiler != then.compiler ||
        now.flags != then.flags) {
        return fail(ErrorKind::mismatch, fmt::format("the candidate is of commit {}{}, and what is here is {}{}",
                                                     then.commit.substr(0, 10), then.dirty ? " with changes" : "",
                                                     now.commit.substr(0, 10), now.dirty ? " with changes" : ""));
    }
    return {};
}

// The suspects measured anew, and compared with the same baseline.
Result<Comparison> measure_again(const RunOptions& suspected, const StoredComparison& stored,
                                 const StoredComparisonOptions& options, const Step& step,
                                 const SessionMachine& machine) {
    const auto say = [&](std::string_view line) {
        if (step) step(fmt::format("confirming: {}", line));
    };
    say(fmt::format("a fresh run of {} suspected cases", suspected.patterns.size()));
    RunObserver observer;
    observer.step = say;
    const auto fresh = run_session(suspected, observer, machine);
    if (!fresh) return fail(fresh.error());
    auto again = compare_with(stored.baseline, fresh->run, options);
    if (again) again->interrupted = fresh->end == RunEnd::interrupted;
    return again;
}

}  // namespace

Result<RunOptions> options_of_suspects(const Run& candidate, const Comparison& comparison,
                                       const std::vector<std::size_t>& suspects) {
    RunOptions options;
    options.patterns = suspected_cases(comparison, suspects);
    options.seed = candidate.seed;
    options.preset = Preset::quick;  // unless the candidate was measured more thoroughly
    std::map<std::string, std::set<std::string>> values;
    for (const std::size_t suspect : suspects) {
        const ComparedMetric& row = comparison.rows.at(suspect);
        const Record* record = record_of(candidate, row);
        if (record == nullptr) {
            return fail(ErrorKind::unsupported, "the run has no record of " + row.case_name());
        }
        if (record->facts.engine) {
            options.engine = record->facts.engine->name;
            options.engine_options = record->facts.engine->options;
        }
        if (record->process_count > kProcessesOfQuick) options.preset = Preset::standard;
        if (!record->facts.checkpoint_file.empty()) options.model_file = record->facts.checkpoint_file;
        for (const auto& [axis, value] : row.parameters.entries()) values[axis].insert(to_string(value));
    }
    for (const auto& [axis, chosen] : values) {
        options.parameters.push_back({axis, {chosen.begin(), chosen.end()}});
    }
    return options;
}

namespace {

Result<void> check_measurable_again(const StoredComparison& stored, const GateReport& report,
                                    const SessionMachine& machine) {
    if (auto same = check_same_subject(stored.candidate, machine); !same) return same;
    const auto options = options_of_suspects(stored.candidate, report.comparison, report.decision.suspects);
    return options ? Result<void>() : fail(options.error());
}

}  // namespace

Result<GateReport> gate_stored(const StoredComparisonOptions& given, const Step& step, const SessionMachine& machine) {
    StoredComparisonOptions options = given;
    options.correction = Correction::holm;
    auto stored = compare_stored(options);
    if (!stored) return fail(std::move(stored.error()));
    GateReport report{std::move(stored->comparison), {}};
    const GateRules& rules = options.configuration.gate;
    report.decision = decide_gate(report.comparison, rules);
    if (report.decision.suspects.empty()) return report;
    if (const auto possible = check_measurable_again(*stored, report, machine); !possible) {
        report.comparison.warnings.push_back("suspected regressions could not be measured again: " +
                                             possible.error().message);
        return report;
    }
    const auto again = [&](const std::vector<std::size_t>& suspects) -> Result<Comparison> {
        auto suspected = options_of_suspects(stored->candidate, report.comparison, suspects);
        if (!suspected) return fail(std::move(suspected.error()));
        suspected->results_dir = options.results_dir;
        suspected->command = "piobench gate: fresh measurement of suspects of " + stored->candidate.id;
        return measure_again(*suspected, *stored, options, step, machine);
    };
    if (auto confirmed = confirm_suspects(report.comparison, rules, again); !confirmed) {
        return fail(std::move(confirmed.error()));
    }
    report.decision = decide_gate(report.comparison, rules);
    return report;
}

Result<GateReport> gate_builds(const DuetOptions& options, const Step& step, const SessionMachine& machine) {
    auto duet = run_duet(options, step, machine);
    if (!duet) return fail(std::move(duet.error()));
    if (auto confirmed = confirm_duet(*duet, options, step, machine); !confirmed) {
        return fail(std::move(confirmed.error()));
    }
    GateReport report{std::move(duet->comparison), {}};
    report.decision = decide_gate(report.comparison, options.configuration.gate);
    return report;
}

GateDecision decide_without_confirmation(const Comparison& comparison, GateRules rules) {
    rules.general.confirmations = 0;
    for (GateRule& rule : rules.rules) rule.confirmations.reset();
    return decide_gate(comparison, rules);
}

int exit_code_of(const GateReport& report) {
    constexpr int kInterrupted = 130;
    return report.comparison.interrupted ? kInterrupted : exit_code_of(report.decision.outcome);
}

}  // namespace inference_pio
