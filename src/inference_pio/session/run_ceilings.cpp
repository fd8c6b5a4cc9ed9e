#include "session/run_ceilings.hpp"

#include <string>
#include <utility>

#include "discovery/ceilings_program.hpp"
#include "execution/journal_ceiling.hpp"
#include "execution/utilization.hpp"

namespace inference_pio {
namespace {

CeilingsResult measure_missing(CeilingsRequest request, const RunStart& start, Journal& journal,
                               const RunObserver& observer, const SessionMachine& machine) {
    const auto program =
        provide_ceilings_program(start.project, {machine.clock, machine.launcher, machine.cancellation}, observer.step);
    request.cpus = start.header.settings.cpus;
    request.seed = start.header.settings.seed;
    return measure_ceilings(request, program, {machine.clock, machine.launcher, machine.cancellation}, journal,
                            observer);
}

constexpr int kTriesAgain = 2;  // some seconds each: states of a machine last longer, but often end

// Measured until no case did better than them, or the tries are used up.
CeilingsResult measure_until_they_hold(CeilingsRequest request, const std::vector<CaseOutcome>& cases,
                                       const RunStart& start, Journal& journal, const RunObserver& observer,
                                       const SessionMachine& machine) {
    CeilingsResult ceilings;
    for (int again = 0; again <= kTriesAgain; ++again) {
        ceilings = measure_missing(request, start, journal, observer, machine);
        if (ceilings.interrupted || ceilings.journal_failure) break;
        std::vector<CaseOutcome> with_shares;
        for (const CaseOutcome& one : cases) with_shares.push_back(with_utilization(one, Ceilings(ceilings.outcomes)));
        request.again = compute_surpassed_ceilings(with_shares, ceilings.outcomes);
        if (request.again.empty()) break;
        request.known = ceilings.outcomes;
    }
    return ceilings;
}

}  // namespace

std::vector<CaseOutcome> add_ceilings(const RunStart& start, RunnerResult& measured, Journal& journal,
                                      const RunObserver& observer, const SessionMachine& machine) {
    CeilingsRequest request;
    request.needed = compute_needed_ceilings(measured.outcomes);
    if (request.needed.empty()) return {};
    request.known = ceilings_of(start.resumed);
    CeilingsResult ceilings;
    const bool stopped = measured.interrupted || measured.journal_failure;
    if (stopped) {
        ceilings.outcomes = request.known;
    } else {
        ceilings = measure_until_they_hold(std::move(request), measured.outcomes, start, journal, observer, machine);
        measured.interrupted = ceilings.interrupted;
        measured.journal_failure = ceilings.journal_failure;
    }
    const bool cut = stopped || ceilings.interrupted;
    const Ceilings known(ceilings.outcomes, cut ? "the run was stopped before it was measured" : "it was not measured");
    for (CaseOutcome& outcome : measured.outcomes) {
        outcome = without_impossible_shares(with_utilization(std::move(outcome), known));
    }
    return std::move(ceilings.outcomes);
}

}  // namespace inference_pio
