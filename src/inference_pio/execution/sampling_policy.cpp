#include "execution/sampling_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "execution/summary_values.hpp"
#include "statistics/interval.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr double kSettled = 0.05;
constexpr std::array kPreferredMetrics{"e2e_latency", "latency", "process_time"};

bool is_settled(std::span<const double> rest, Direction direction) {
    if (rest.size() < 2) return true;
    const std::size_t half = rest.size() / 2;
    const double first = compute_median(rest.first(half));
    const double second = compute_median(rest.last(half));
    if (first <= 0 || second <= 0) return true;  // no ratio to judge by
    const double log_ratio = std::log(first / second);
    const double limit = std::log1p(kSettled);
    switch (direction) {
        case Direction::lower_is_better:
            return log_ratio <= limit;
        case Direction::higher_is_better:
            return -log_ratio <= limit;
        case Direction::neutral:
            break;
    }
    return std::abs(log_ratio) <= limit;
}

std::string percent(double share) { return fmt::format("± {:.2g} %", share * 100); }

}  // namespace

SamplingPolicy policy_of(Preset preset) {
    SamplingPolicy policy;
    switch (preset) {
        case Preset::quick:
            policy.processes_min = policy.processes_max = 3;
            policy.samples_per_process = 3;
            policy.warmup_max = 2;
            policy.precision.reset();
            policy.budget = Seconds(180);
            break;
        case Preset::standard:
            policy.budget = Seconds(600);
            break;
        case Preset::thorough:
            policy.processes_min = 12;
            policy.processes_max = 128;
            policy.precision = 0.01;
            policy.budget = Seconds(3600);
            break;
    }
    return policy;
}

std::string main_metric_of(const CaseOutcome& outcome) {
    // What a process records once (load_time, peak_memory) says nothing about its samples.
    std::vector<std::string> seen;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            for (const auto& [name, values] : sample.metrics) {
                if (!values.empty()) seen.push_back(name);
            }
        }
    }
    if (seen.empty()) return {};
    const auto is_seen = [&](std::string_view name) { return std::find(seen.begin(), seen.end(), name) != seen.end(); };
    for (const char* name : kPreferredMetrics) {
        if (is_seen(name)) return name;
    }
    for (const MetricDefinition& declared : outcome.definitions) {
        if (is_seen(declared.name)) return declared.name;
    }
    sort_metric_names(seen);
    return seen.front();
}

int compute_warmup_count(std::span<const double> values, Direction direction, const SamplingPolicy& policy) {
    const int most = std::min(policy.warmup_max, static_cast<int>(values.size()));
    int count = std::min(policy.warmup_min, most);
    while (count < most && !is_settled(values.subspan(static_cast<std::size_t>(count)), direction)) ++count;
    return count;
}

bool wants_another_sample(std::span<const double> values, Direction direction, const SamplingPolicy& policy) {
    const int taken = static_cast<int>(values.size());
    if (taken < policy.warmup_min + policy.samples_per_process) return true;
    return taken - compute_warmup_count(values, direction, policy) < policy.samples_per_process;
}

Convergence compute_convergence(const CaseOutcome& outcome, const SamplingPolicy& policy) {
    Convergence convergence;
    const MetricDefinition metric = definition_of(main_metric_of(outcome), outcome.definitions);
    std::vector<double> values;
    for (const auto& process : values_of_metric(outcome, metric).values) {
        values.push_back(reduce(process, metric.reduction));
    }
    convergence.processes = static_cast<int>(values.size());
    const bool positive = std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
    if (positive && values.size() >= 2) {
        const double value = compute_median(values);
        if (const auto interval = compute_process_interval(values, value, policy.confidence)) {
            convergence.precision = std::max(interval->high - value, value - interval->low) / value;
        }
    }
    const bool reached =
        !policy.precision || !positive || (convergence.precision && *convergence.precision <= *policy.precision);
    convergence.precise = reached && (!policy.precision || convergence.processes >= policy.processes_min);
    const bool minimum = convergence.processes >= policy.processes_min;
    convergence.enough = (minimum && policy.precision && reached) || convergence.processes >= policy.processes_max;
    return convergence;
}

std::string describe_instability(const Convergence& convergence, const SamplingPolicy& policy) {
    const double wanted = policy.precision.value_or(0);
    if (!convergence.precision) {
        return fmt::format("{} process{} before the budget ended, no interval; {} from at least {} was wanted",
                           convergence.processes, convergence.processes == 1 ? "" : "es", percent(wanted),
                           policy.processes_min);
    }
    const double ratio = wanted > 0 ? *convergence.precision / wanted : 1;
    // The interval narrows with the square root of the number of processes.
    const double needed = std::max(std::ceil(convergence.processes * std::max(ratio * ratio, 1.0)),
                                   static_cast<double>(policy.processes_min));
    return fmt::format("{} reached with {} processes, {} was wanted; about {:.0f} more processes would do",
                       percent(*convergence.precision), convergence.processes, percent(wanted),
                       std::max(needed - convergence.processes, 1.0));
}

}  // namespace inference_pio
