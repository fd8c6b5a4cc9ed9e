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

void warn_unconfirmed(Comparison& comparison, const std::string& why) {
    comparison.warnings.push_back("suspected regressions could not be measured again: " + why);
}

// One fresh measurement of the suspects; false where it taught nothing.
Result<bool> confirm_once(Comparison& comparison, const std::vector<std::size_t>& suspects,
                          const StoredComparison& stored, const StoredComparisonOptions& options, const Step& step,
                          const SessionMachine& machine) {
    auto run_options = options_of_suspects(stored.candidate, comparison, suspects);
    if (!run_options) {
        warn_unconfirmed(comparison, run_options.error().message);
        return false;
    }
    run_options->results_dir = options.results_dir;
    run_options->command = "piobench gate: fresh measurement of suspects of " + stored.candidate.id;
    const auto say = [&](std::string_view line) {
        if (step) step(fmt::format("confirming: {}", line));
    };
    say(fmt::format("a fresh run of {} suspected cases", run_options->patterns.size()));
    RunObserver observer;
    observer.step = say;
    auto fresh = run_session(*run_options, observer, machine);
    if (!fresh) return fail(std::move(fresh.error()));
    comparison.interrupted = comparison.interrupted || fresh->end == RunEnd::interrupted;
    const auto again = compare_with(stored.baseline, fresh->run, options);
    if (!again) return fail(again.error());
    return apply_confirmation(comparison, suspects, *again);
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

Result<GateReport> gate_stored(const StoredComparisonOptions& given, const Step& step, const SessionMachine& machine) {
    StoredComparisonOptions options = given;
    options.correction = Correction::holm;
    auto stored = compare_stored(options);
    if (!stored) return fail(std::move(stored.error()));
    GateReport report{std::move(stored->comparison), {}};
    const GateRules& rules = options.configuration.gate;
    report.decision = decide_gate(report.comparison, rules);
    if (!report.decision.suspects.empty()) {
        if (const auto same = check_same_subject(stored->candidate, machine); !same) {
            warn_unconfirmed(report.comparison, same.error().message);
            return report;
        }
    }
    while (!report.decision.suspects.empty() && !report.comparison.interrupted) {
        const auto learnt = confirm_once(report.comparison, report.decision.suspects, *stored, options, step, machine);
        if (!learnt) return fail(learnt.error());
        report.decision = decide_gate(report.comparison, rules);
        if (!*learnt) break;
    }
    report.comparison.findings = group_findings(report.comparison.rows);
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
