#include "execution/sampling_policy.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "execution/convergence.hpp"
#include "execution/summary_values.hpp"
#include "statistics/quantile.hpp"
#include "statistics/variance_components.hpp"

namespace inference_pio {
namespace {

constexpr int kProcessesForVariances = 3;

// The warm-up of the first process that measured anything.
int pilot_warmup(const CaseOutcome& outcome) {
    for (const Visit& visit : outcome.visits) {
        const auto warmups =
            std::count_if(visit.samples.begin(), visit.samples.end(), [](const auto& sample) { return sample.warmup; });
        if (warmups < static_cast<std::ptrdiff_t>(visit.samples.size())) return static_cast<int>(warmups);
    }
    return 0;
}

struct VisitCosts {
    double load_s = 0;
    double sample_s = 0;
};

// What a process and a sample cost, by medians. Nothing where workers do not tell the time of samples.
std::optional<VisitCosts> compute_costs(const CaseOutcome& outcome) {
    std::vector<double> loads_s;
    std::vector<double> samples_s;
    for (const Visit& visit : outcome.visits) {
        double spent_s = 0;
        for (const SampleData& sample : visit.samples) {
            const auto wall = sample.evidence.find("wall_s");
            if (wall == sample.evidence.end()) return std::nullopt;
            spent_s += wall->second;
            samples_s.push_back(wall->second);
            // A process pays for its warm-up each time, as it does for its load.
            if (sample.warmup) spent_s -= wall->second;
        }
        if (visit.duration.count() > spent_s) loads_s.push_back(visit.duration.count() - spent_s);
    }
    if (loads_s.empty() || samples_s.empty()) return std::nullopt;
    const VisitCosts costs{compute_median(loads_s), compute_median(samples_s)};
    return costs.sample_s > 0 ? std::optional(costs) : std::nullopt;
}

// The logarithms of the main metric's samples, by process; empty where one has none.
std::vector<std::vector<double>> log_samples(const CaseOutcome& outcome) {
    const MetricDefinition metric = definition_of(main_metric_of(outcome), outcome.definitions);
    std::vector<std::vector<double>> processes = values_of_metric(outcome, metric).samples;
    for (auto& process : processes) {
        for (double& value : process) {
            if (value <= 0) return {};
            value = std::log(value);
        }
    }
    return processes;
}

// What so few processes could tell from nothing: the standard error of the variance between them where
// there is none, W / m × √(2 / (n - 1)). Without it, two processes that happen to agree ask for endless samples.
double smallest_seen_between(const VarianceComponents& components, const std::vector<std::vector<double>>& processes) {
    std::size_t samples = 0;
    for (const auto& process : processes) samples += process.size();
    const double per_process = static_cast<double>(samples) / components.processes;
    return components.within / per_process * std::sqrt(2.0 / (components.processes - 1));
}

bool has_fastest_of_samples(const CaseOutcome& outcome) {
    const auto names = steering_metrics_of(outcome);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return definition_of(name, outcome.definitions).reduction == Reduction::minimum;
    });
}

int compute_samples(const CaseOutcome& outcome, const SamplingPolicy& policy) {
    const int usual = policy.samples_per_process;
    if (policy.samples_max <= usual) return usual;
    const auto processes = log_samples(outcome);
    const auto costs = compute_costs(outcome);
    if (!costs || static_cast<int>(processes.size()) < kProcessesForVariances) return usual;
    auto components = compute_variance_components(processes);
    if (!components) return usual;
    components->between = std::max(components->between, smallest_seen_between(*components, processes));
    const int least = has_fastest_of_samples(outcome) ? usual : 1;
    return compute_optimal_samples(*components, costs->load_s, costs->sample_s, least, policy.samples_max);
}

}  // namespace

SamplingPolicy policy_of(Preset preset) {
    SamplingPolicy policy;
    switch (preset) {
        case Preset::quick:
            policy.processes_min = policy.processes_max = 3;
            policy.samples_per_process = policy.samples_max = policy.pilot_samples = 3;
            policy.warmup_max = 2;
            policy.precision.reset();
            policy.span_min = Seconds(0);
            policy.budget = Seconds(180);
            break;
        case Preset::standard:
            policy.budget = Seconds(600);
            break;
        case Preset::thorough:
            policy.processes_min = 12;
            policy.processes_max = 128;
            policy.precision = 0.01;
            policy.span_min = Seconds(300);
            policy.budget = Seconds(3600);
            break;
    }
    return policy;
}

SamplingPolicy policy_of_whole_processes(SamplingPolicy policy) {
    policy.processes_max *= policy.samples_per_process;
    if (!policy.precision) policy.processes_min *= policy.samples_per_process;
    policy.samples_per_process = policy.samples_max = policy.pilot_samples = 1;
    policy.warmup_min = policy.warmup_max = 1;
    return policy;
}

VisitSampling compute_sampling(const CaseOutcome& outcome, const SamplingPolicy& policy) {
    const int warmup = std::clamp(pilot_warmup(outcome), policy.warmup_min, policy.warmup_max);
    const bool pilot = std::none_of(outcome.visits.begin(), outcome.visits.end(),
                                    [](const Visit& visit) { return !visit.samples.empty(); });
    if (pilot) return {policy.warmup_min, std::max(policy.pilot_samples, policy.samples_per_process)};
    return {warmup, compute_samples(outcome, policy)};
}

}  // namespace inference_pio
