#include "execution/visit.hpp"

#include <utility>

#include "execution/convergence.hpp"
#include "execution/summary_values.hpp"
#include "execution/warmup.hpp"

namespace inference_pio {
namespace {

// One value a sample, in order of time; a sample without the metric is left out.
std::vector<double> values_in_order(const Visit& visit, const MetricDefinition& metric) {
    std::vector<double> values;
    for (const SampleData& sample : visit.samples) {
        const auto found = sample.metrics.find(metric.name);
        if (found == sample.metrics.end() || found->second.empty()) continue;
        values.push_back(reduce(found->second, metric.reduction));
    }
    return values;
}

class VisitRun {
public:
    VisitRun(const VisitRequest& request, const WorkerMachine& machine, const VisitListener& listener)
        : request_(request), machine_(machine), listener_(listener) {}

    VisitResult run() {
        result_.visit.round = request_.round;
        result_.visit.turn = request_.turn;
        result_.outcome = go_through();
        if (const Error* error = error_of(result_.outcome)) result_.visit.failure = *error;
        if (!result_.visit.samples.empty()) {
            mark_warmup(result_.visit, metric(), request_.sampling, request_.warmup_max);
        }
        return std::move(result_);
    }

private:
    WorkerOutcome go_through() {
        auto worker = WorkerProcess::start(machine_, request_.worker, request_.cpus, request_.limits);
        if (!worker) return outcome_of(std::move(worker.error()));
        auto ready = worker->prepare(request_.command, listener_.worker_says);
        if (!ready) return outcome_of(std::move(ready.error()));
        result_.visit.facts = ready->facts;
        result_.visit.process_metrics = ready->metrics;
        result_.visit.missing = ready->missing;
        if (listener_.ready && failed(listener_.ready(*ready))) return Cancelled{};
        while (wants_more()) {
            auto sample = worker->measure();
            if (!sample) return outcome_of(std::move(sample.error()));
            sample->warmup = static_cast<int>(result_.visit.samples.size()) < request_.sampling.warmup;
            result_.visit.samples.push_back(*std::move(sample));
            if (listener_.sample && failed(listener_.sample(result_.visit.samples.back()))) return Cancelled{};
        }
        auto end = worker->release();
        if (!end) return outcome_of(std::move(end.error()));
        result_.visit.peak_memory = end->peak_memory;
        return *end;
    }

    bool failed(Result<void> told) {
        if (told) return false;
        result_.listener_failure = std::move(told.error());
        return true;
    }

    MetricDefinition metric() const {
        CaseOutcome alone;
        alone.definitions = request_.definitions;
        alone.visits.push_back(result_.visit);
        learn_definitions(alone, result_.visit);
        return definition_of(main_metric_of(alone), alone.definitions);
    }

    bool wants_more() const {
        const int taken = static_cast<int>(result_.visit.samples.size());
        if (taken <= request_.sampling.warmup) return true;
        if (request_.deadline && machine_.clock.monotonic_now() > *request_.deadline) return false;
        const MetricDefinition main = metric();
        const std::vector<double> values = values_in_order(result_.visit, main);
        // Samples that leave the main metric out now and then are counted, but tell nothing of warm-up.
        if (static_cast<int>(values.size()) < taken) {
            return taken < request_.sampling.warmup + request_.sampling.samples;
        }
        return wants_another_sample(values, main.direction, request_.sampling, request_.warmup_max);
    }

    const VisitRequest& request_;
    const WorkerMachine& machine_;
    const VisitListener& listener_;
    VisitResult result_{{}, Cancelled{}, std::nullopt};
};

}  // namespace

void mark_warmup(Visit& visit, const MetricDefinition& metric, const VisitSampling& sampling, int warmup_max) {
    const std::vector<double> values = values_in_order(visit, metric);
    int count = sampling.warmup;
    if (values.size() == visit.samples.size()) {
        // Whatever the level does, the samples that the policy wants stay measured ones.
        const int spare = static_cast<int>(values.size()) - sampling.samples;
        const int found = compute_warmup_count(values, metric.direction, sampling.warmup, warmup_max);
        count = std::max(count, std::min(found, spare));
    }
    for (std::size_t i = 0; i < visit.samples.size(); ++i) visit.samples[i].warmup = static_cast<int>(i) < count;
}

VisitResult run_visit(const VisitRequest& request, const WorkerMachine& machine, const VisitListener& listener) {
    return VisitRun(request, machine, listener).run();
}

}  // namespace inference_pio
