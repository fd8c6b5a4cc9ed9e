// Carries a plan out: rounds of visits, one worker at a time, every sample into the journal at once.
//
// Thread safety: one run at a time.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <optional>
#include <vector>

#include "discovery/found_benchmark.hpp"
#include "execution/convergence.hpp"
#include "execution/journal.hpp"
#include "execution/plan.hpp"
#include "execution/preliminaries.hpp"
#include "execution/progress.hpp"
#include "execution/run_settings.hpp"
#include "execution/schedule.hpp"
#include "execution/visit.hpp"
#include "execution/worker_process.hpp"

namespace inference_pio {

struct RunnerMachine {
    WorkerMachine workers;
    // What may be allocated now without swapping or being killed; absent: unknown, nothing is skipped.
    std::function<std::optional<Bytes>()> available_memory;
};

struct RunnerResult {
    std::vector<CaseOutcome> outcomes;  // by the plan's numbering
    bool interrupted = false;           // the user asked to stop
    std::optional<Error> journal_failure;
};

class Runner {
public:
    // Everything is borrowed and must outlive the runner.
    Runner(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan, const RunSettings& settings,
           const RunnerMachine& machine, Journal& journal, const RunObserver& observer);

    // Visits every case until its policy is content, it fails, or the budget ends; every case that has not
    // failed gets one visit whatever the budget. A reference is visited as long as one of its variants is, and then
    // ends as what it reached. A deterministic case has one visit. `states` is empty for a fresh run, or
    // replay_journal()'s.
    [[nodiscard]] RunnerResult run(std::vector<CaseState> states);

private:
    enum class Step { go_on, stop };

    Step visit_block(const VisitBlock& block, int round);
    Step visit_in_round(std::size_t number, const VisitBlock& block, int round);
    Step prepare_case(std::size_t number);
    Step visit(std::size_t number, int round, int turn);
    [[nodiscard]] VisitRequest request_of(std::size_t number, int round, int turn) const;
    Step judge(std::size_t number);
    Step end_references();
    Step end_as(std::size_t number, const Convergence& reached);
    Step end_case(std::size_t number, Status status, std::string reason);
    Step fail_case(std::size_t number, const Error& error, Status status);
    Step write(const JournalEntry& entry);
    Step interrupt(std::size_t number, Visit visit);

    [[nodiscard]] bool is_due(std::size_t number, const VisitBlock& block, int round) const;
    [[nodiscard]] bool is_reference(std::size_t number) const { return !variants_[number].empty(); }
    [[nodiscard]] bool fits_budget(const CaseState& state) const;
    [[nodiscard]] bool enough(std::size_t number, const Convergence& reached) const;
    [[nodiscard]] Seconds span_left(std::size_t number) const;
    [[nodiscard]] bool any_left() const;
    [[nodiscard]] Seconds elapsed() const;
    [[nodiscard]] RunProgress progress() const;
    [[nodiscard]] const FoundBenchmark& benchmark_of(std::size_t number) const;
    [[nodiscard]] const SamplingPolicy& policy_of_case(std::size_t number) const;

    const std::vector<FoundBenchmark>& benchmarks_;
    const Plan& plan_;
    const RunSettings& settings_;
    const RunnerMachine& machine_;
    Journal& journal_;
    const RunObserver& observer_;

    SamplingPolicy whole_processes_;  // that of cases whose samples are processes
    Nanoseconds begin_{};
    std::vector<std::vector<std::size_t>> variants_;  // by case: those that are compared with it
    std::vector<CaseState> states_;
    std::vector<std::optional<Nanoseconds>> first_visits_;  // when each began; absent: not by this runner
    std::vector<std::optional<CasePreliminaries>> preliminaries_;
    std::size_t visits_done_ = 0;
    Seconds visiting_{};  // spent in visits that ended
    VisitProgress position_;
    RunnerResult result_;
};

}  // namespace inference_pio
