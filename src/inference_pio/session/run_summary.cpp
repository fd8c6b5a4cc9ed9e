#include "session/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "discovery/printable_text.hpp"
#include "execution/reference_ratio.hpp"
#include "execution/scaling.hpp"
#include "execution/summary.hpp"

namespace inference_pio {
namespace {

CaseOutcome outcome_of_problem(const DiscoveryProblem& problem, const std::string& timestamp) {
    CaseOutcome outcome;
    outcome.id = {problem.benchmark, problem.category, problem.model, {}};
    outcome.status = problem.error.kind == ErrorKind::timed_out ? Status::timed_out : Status::failed;
    outcome.status_reason = one_line(problem.error.message);
    outcome.timestamp = timestamp;
    return outcome;
}

// `reference` is null where the case is compared with none.
void add_case(Run& run, const CaseOutcome& outcome, std::optional<double> precision,
              const CaseOutcome* reference = nullptr) {
    const RunContext context{run.id, run.subject, run.seed, precision};
    std::vector<Record> records = summarise_case(outcome, context);
    if (reference != nullptr) add_ratios(records, outcome, *reference);
    for (Record& record : records) run.records.push_back(std::move(record));
    if (auto exemplar = exemplar_of(outcome)) run.exemplars.push_back(*std::move(exemplar));
}

bool was_reached(const CaseOutcome& outcome) { return !outcome.visits.empty() || outcome.status != Status::ok; }

}  // namespace

Run describe_run_of(const JournalHeader& header) {
    Run run;
    run.id = header.run;
    run.timestamp = header.timestamp;
    run.command = header.command;
    run.seed = header.settings.seed;
    run.subject = header.subject;
    run.profile = header.profile;
    return run;
}

Run summarise_run(const MeasuredRun& measured) {
    const JournalHeader& header = measured.header;
    Run run = describe_run_of(header);
    run.complete = measured.complete;
    for (std::size_t i = 0; i < measured.outcomes.size(); ++i) {
        const CaseOutcome& outcome = measured.outcomes[i];
        if (!was_reached(outcome)) continue;
        const auto reference = measured.references.empty() ? std::nullopt : measured.references[i];
        add_case(run, outcome, header.settings.policy.precision, reference ? &measured.outcomes[*reference] : nullptr);
    }
    for (const CaseOutcome& ceiling : measured.ceilings) {
        add_case(run, ceiling, {});
        if (ceiling.status != Status::ok) run.warnings.push_back(ceiling.id.name() + ": " + ceiling.status_reason);
    }
    for (const DiscoveryProblem& problem : header.problems) {
        add_case(run, outcome_of_problem(problem, header.timestamp), {});
        run.warnings.push_back(one_line(problem.error.message));
    }
    run.scaling = compute_scaling_laws(run.records);
    return run;
}

std::optional<std::string> unreached_warning(const std::vector<CaseOutcome>& outcomes) {
    const auto reached = std::count_if(outcomes.begin(), outcomes.end(), was_reached);
    const auto unreached = static_cast<std::ptrdiff_t>(outcomes.size()) - reached;
    if (unreached == 0) return std::nullopt;
    return fmt::format("{} case{} not reached", unreached, unreached == 1 ? " was" : "s were");
}

}  // namespace inference_pio
