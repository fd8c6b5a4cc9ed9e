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
#include "execution/progress.hpp"
#include "execution/run_settings.hpp"
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

// One case's memory and files, asked for in a worker of its own, so that making a checkpoint is not in
// the peak memory of the process that measures. A process is started only where there is something to ask.
// The memory is known first: `provide` says whether the files are then worth making, for a checkpoint may take
// minutes and as many bytes of the disk as of memory.
struct CasePreliminaries {
    std::map<std::string, std::string> files;
    std::optional<Bytes> memory;  // absent: the benchmark does not know
};
using ProvideRule = std::function<bool(const std::optional<Bytes>& memory)>;
[[nodiscard]] Result<CasePreliminaries> ask_preliminaries(const FoundBenchmark& benchmark, const CaseCommand& command,
                                                          const ProvideRule& provide, const WorkerMachine& machine,
                                                          const WorkerChannel::Progress& progress);

// The command that prepares `id` under these settings.
[[nodiscard]] CaseCommand command_of(const FoundBenchmark& benchmark, const CaseId& id, const RunSettings& settings);

class Runner {
public:
    // Everything is borrowed and must outlive the runner.
    Runner(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan, const RunSettings& settings,
           const RunnerMachine& machine, Journal& journal, const RunObserver& observer);

    // Visits every case until its policy is content, it fails, or the budget ends; every case that has not
    // failed gets one visit whatever the budget. `states` is empty for a fresh run, or replay_journal()'s.
    [[nodiscard]] RunnerResult run(std::vector<CaseState> states);

private:
    enum class Step { go_on, stop };

    Step visit_in_round(std::size_t number, int round);
    Step prepare_case(std::size_t number);
    Step visit(std::size_t number, int round);
    Step judge(std::size_t number);
    Step end_as(std::size_t number, const Convergence& reached);
    Step end_case(std::size_t number, Status status, std::string reason);
    Step fail_case(std::size_t number, const Error& error, Status status);
    Step write(const JournalEntry& entry);
    Step interrupt(std::size_t number, Visit visit);

    [[nodiscard]] bool fits_budget(const CaseState& state) const;
    [[nodiscard]] bool enough(std::size_t number, const Convergence& reached) const;
    [[nodiscard]] Seconds span_left(std::size_t number) const;
    [[nodiscard]] bool any_left() const;
    [[nodiscard]] Seconds elapsed() const;
    [[nodiscard]] RunProgress progress() const;
    [[nodiscard]] const FoundBenchmark& benchmark_of(std::size_t number) const;

    const std::vector<FoundBenchmark>& benchmarks_;
    const Plan& plan_;
    const RunSettings& settings_;
    const RunnerMachine& machine_;
    Journal& journal_;
    const RunObserver& observer_;

    Nanoseconds begin_{};
    std::vector<CaseState> states_;
    std::vector<std::optional<Nanoseconds>> first_visits_;  // when each began; absent: not by this runner
    std::vector<std::optional<CasePreliminaries>> preliminaries_;
    std::size_t visits_done_ = 0;
    Seconds visiting_{};  // spent in visits that ended
    VisitProgress position_;
    RunnerResult result_;
};

}  // namespace inference_pio
