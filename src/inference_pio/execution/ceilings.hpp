// The machine's ceilings: which ones a run needs, and measuring them once, in workers of their own.
//
// A ceiling is an outcome of the benchmark core/ceilings, with the parameters
//   pattern (read, copy, triad) and threads: metric peak_bandwidth;
//   weight_type (a ggml tensor type) and threads: metric peak_flops.
// Its samples are the fastest of what fits into a short time (workloads/ceiling_bodies.hpp), its value the fastest
// of all: docs/measurement.md, section 1.
//
// Thread safety: compute_needed_ceilings() is pure; one measure_ceilings() at a time.
#pragma once

#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"
#include "execution/journal.hpp"
#include "execution/progress.hpp"
#include "execution/worker_process.hpp"

namespace inference_pio {

// Of the cases that know their costs: the read stream for every number of threads, copy and triad for the
// largest one, a product for every weight type (cases without weights have none) and number of threads. Sorted;
// empty where no case has costs.
[[nodiscard]] std::vector<CaseId> compute_needed_ceilings(const std::vector<CaseOutcome>& outcomes);

struct CeilingsRequest {
    std::vector<CaseId> needed;
    std::vector<CaseOutcome> known;  // of an earlier part of this run; those that were measured are not again
    std::vector<CaseId> again;       // but these are, by as many processes more: a case did better than they say
    std::vector<int> cpus;           // as the run's workers; empty: all
    std::uint64_t seed = 1;
};

struct CeilingsResult {
    std::vector<CaseOutcome> outcomes;  // of what was needed, in that order; a failed one says why
    bool interrupted = false;           // the user asked to stop: what was not measured is left out
    std::optional<Error> journal_failure;
};

// Two processes for each, all first ones before all second ones, so that one bad moment of the machine is not
// in both; where their samples were disturbed (summary_noise.hpp), up to six. `program` may be the error that kept it
// from being there: then every ceiling has failed so.
[[nodiscard]] CeilingsResult measure_ceilings(const CeilingsRequest& request, const Result<WorkerProgram>& program,
                                              const WorkerMachine& machine, Journal& journal,
                                              const RunObserver& observer);

}  // namespace inference_pio
