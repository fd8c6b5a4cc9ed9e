// One visit to a case: one worker from start to end, as many samples as the policy wants.
//
// Thread safety: one visit at a time.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>

#include "execution/case_outcome.hpp"
#include "execution/sampling_policy.hpp"
#include "execution/worker_process.hpp"

namespace inference_pio {

struct VisitRequest {
    WorkerProgram worker;
    CaseCommand command;  // with the provided files
    std::vector<int> cpus;
    WorkerLimits limits;
    VisitSampling sampling;
    int warmup_max = 8;                         // samples that may turn out to be warm-up, >= sampling.warmup
    std::vector<MetricDefinition> definitions;  // declared by the benchmark
    int round = 0;
    // Monotonic: after it a visit ends as soon as it has one sample beside warm-up. Absent: none.
    std::optional<Nanoseconds> deadline;
    int turn = -1;  // Visit::turn
};

// Called as things happen, each before the next command is sent. An Error ends the visit: it is of the
// listener (a full disk), not of the case.
struct VisitListener {
    std::function<Result<void>(const ReadyEvent&)> ready;
    std::function<Result<void>(const SampleData&)> sample;
    std::function<void(std::string_view)> worker_says;
};

struct VisitResult {
    Visit visit;  // samples up to the end, whatever the end was
    WorkerOutcome outcome;
    std::optional<Error> listener_failure;
};

[[nodiscard]] VisitResult run_visit(const VisitRequest& request, const WorkerMachine& machine,
                                    const VisitListener& listener);

// Marks the first samples as warm-up, by the values of `metric` (main_metric_of()).
void mark_warmup(Visit& visit, const MetricDefinition& metric, const VisitSampling& sampling, int warmup_max);

}  // namespace inference_pio
