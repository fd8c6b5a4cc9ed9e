#include "execution/convergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/percent.hpp"
#include "execution/case_value.hpp"
#include "execution/summary_values.hpp"

namespace inference_pio {
namespace {

constexpr std::array kPreferredMetrics{"e2e_latency", "latency", "process_time"};
constexpr std::array kSteadyMetrics{"prefill_fast", "decode_fast"};

// What a process records once (load_time, peak_memory) says nothing about its samples.
std::vector<std::string> sampled_metrics(const CaseOutcome& outcome) {
    std::vector<std::string> seen;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            for (const auto& [name, values] : sample.metrics) {
                if (!values.empty()) seen.push_back(name);
            }
        }
    }
    return seen;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct MetricPrecision {
    int processes = 0;
    bool has_logarithm = true;
    std::optional<double> precision;
};

MetricPrecision compute_precision(const CaseOutcome& outcome, const std::string& name, const SamplingPolicy& policy) {
    const MetricDefinition metric = definition_of(name, outcome.definitions);
    std::vector<double> values;
    for (const auto& process : values_of_metric(outcome, metric).values) {
        values.push_back(reduce_process(process, metric.reduction));
    }
    MetricPrecision reached;
    reached.processes = static_cast<int>(values.size());
    reached.has_logarithm = std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
    if (!reached.has_logarithm || values.empty()) return reached;
    const CaseValue value = compute_case_value(values, metric, policy.confidence, stopping_of(policy.precision));
    if (value.interval) {
        reached.precision =
            std::max(value.interval->high - value.value, value.value - value.interval->low) / value.value;
    }
    return reached;
}

std::optional<Seconds> mean_process_time(const CaseOutcome& outcome) {
    Seconds sum{};
    int known = 0;
    for (const Visit& visit : outcome.visits) {
        if (visit.duration <= Seconds{}) continue;
        sum += visit.duration;
        ++known;
    }
    return known == 0 ? std::nullopt : std::optional(sum / known);
}

std::string percent(double share) { return "± " + percent_of(share); }

std::string time_text(Seconds time) {
    const double seconds = std::ceil(time.count());
    if (seconds < 90) return fmt::format("{:.0f} s", seconds);
    if (seconds < 5400) return fmt::format("{:.0f} min", std::ceil(seconds / 60));
    return fmt::format("{:.1f} h", seconds / 3600);
}

// Beyond this the estimate says no more than that the machine is too restless.
constexpr Seconds kLongestAdvice = std::chrono::hours(24);
constexpr double kMostAdvice = 10'000;  // processes

std::string more_processes(const Convergence& convergence, double count) {
    const bool hopeless =
        count > kMostAdvice || (convergence.process_time && *convergence.process_time * count > kLongestAdvice);
    if (hopeless)
        return "no reasonable number of processes would do while the machine is so restless (piobench doctor says why)";
    std::string text = fmt::format("about {:.0f} more process{}", count, count > 1 ? "es" : "");
    if (convergence.process_time) text += fmt::format(" ({})", time_text(*convergence.process_time * count));
    return text + " would do";
}

}  // namespace

std::string main_metric_of(const CaseOutcome& outcome) {
    std::vector<std::string> seen = sampled_metrics(outcome);
    if (seen.empty()) return {};
    for (const char* name : kPreferredMetrics) {
        if (contains(seen, name)) return name;
    }
    for (const MetricDefinition& declared : outcome.definitions) {
        if (contains(seen, declared.name)) return declared.name;
    }
    sort_metric_names(seen);
    return seen.front();
}

std::vector<std::string> steering_metrics_of(const CaseOutcome& outcome) {
    const std::vector<std::string> seen = sampled_metrics(outcome);
    std::vector<std::string> steering;
    for (const char* name : kSteadyMetrics) {
        if (contains(seen, name)) steering.emplace_back(name);
    }
    if (!steering.empty()) return steering;
    const std::string main = main_metric_of(outcome);
    return main.empty() ? std::vector<std::string>{} : std::vector{main};
}

Convergence compute_convergence(const CaseOutcome& outcome, const SamplingPolicy& policy) {
    Convergence convergence;
    convergence.process_time = mean_process_time(outcome);
    const std::vector<std::string> steering = steering_metrics_of(outcome);
    bool reached = true;
    for (const std::string& name : steering) {
        const MetricPrecision one = compute_precision(outcome, name, policy);
        const bool fewest = convergence.metric.empty() || one.processes < convergence.processes;
        if (fewest) convergence.processes = one.processes;
        const bool widest = convergence.metric.empty() || one.precision > convergence.precision;
        if (widest) convergence.metric = name;
        if (widest) convergence.precision = one.precision;
        const bool narrow = one.precision && policy.precision && *one.precision <= *policy.precision;
        reached = reached && (!policy.precision || !one.has_logarithm || narrow);
    }
    const bool minimum = convergence.processes >= policy.processes_min;
    reached = reached && !steering.empty();
    convergence.precise = !policy.precision || (reached && minimum);
    convergence.enough = (minimum && policy.precision && reached) || convergence.processes >= policy.processes_max;
    return convergence;
}

std::string describe_instability(const Convergence& convergence, const SamplingPolicy& policy) {
    const double wanted = policy.precision.value_or(0);
    const int missing = std::max(policy.processes_min - convergence.processes, 1);
    if (!convergence.precision) {
        return fmt::format("{} process{} before the budget ended, no interval; {} from at least {} was wanted; {}",
                           convergence.processes, convergence.processes == 1 ? "" : "es", percent(wanted),
                           policy.processes_min, more_processes(convergence, missing));
    }
    const double ratio = wanted > 0 ? *convergence.precision / wanted : 1;
    // The interval narrows with the square root of the number of processes.
    const double needed = std::max(std::ceil(convergence.processes * std::max(ratio * ratio, 1.0)),
                                   static_cast<double>(policy.processes_min));
    return fmt::format("{} for {} reached with {} processes, {} was wanted; {}", percent(*convergence.precision),
                       convergence.metric, convergence.processes, percent(wanted),
                       more_processes(convergence, std::max(needed - convergence.processes, 1.0)));
}

void mark_unfinished(CaseOutcome& outcome, const SamplingPolicy& policy, std::string_view why) {
    const Convergence reached = compute_convergence(outcome, policy);
    if (reached.precise) return;
    outcome.status = Status::unstable;
    outcome.status_reason = fmt::format("{}; {}", why, describe_instability(reached, policy));
}

}  // namespace inference_pio
