#include "execution/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "common/percent.hpp"
#include "execution/case_value.hpp"
#include "execution/summary_noise.hpp"
#include "execution/summary_values.hpp"
#include "statistics/interval.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr double kLevel = 0.95;

struct NamedQuantile {
    std::string_view name;
    double probability;
};
constexpr std::array<NamedQuantile, 3> kPooledQuantiles{{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}}};

std::optional<std::string> outcome_reason(const CaseOutcome& outcome) {
    if (outcome.status == Status::ok) return std::nullopt;
    if (!outcome.status_reason.empty()) return outcome.status_reason;
    for (const Visit& visit : outcome.visits) {
        if (visit.failure) return visit.failure->message;
    }
    return fmt::format("the case ended as {}", to_string(outcome.status));
}

void add_reason(Record& record, const std::string& reason) {
    record.status_reason = record.status_reason ? *record.status_reason + "; " + reason : reason;
}

// What every record of a case has in common.
Record record_of_case(const CaseOutcome& outcome, const RunContext& context) {
    Record record;
    record.timestamp = outcome.timestamp;
    record.benchmark = outcome.id.benchmark;
    record.category = outcome.id.category;
    record.parameters = parameters_of(outcome);
    record.facts = facts_of(outcome);
    record.facts.parameters = {};
    record.facts.costs.reset();
    if (record.facts.model.empty()) record.facts.model = outcome.id.model;
    if (!record.facts.model.empty()) record.model = record.facts.model;
    record.status = outcome.status;
    record.status_reason = outcome_reason(outcome);
    record.noise = noise_of(outcome);
    record.run = context.run;
    record.subject = context.subject;
    record.seed = context.seed;
    return record;
}

// A case stops by its steadiest metrics; that another one is known less well must not be silent.
void note_width(Record& record, std::optional<double> precision) {
    if (!precision || record.status != Status::ok || !record.interval || !record.value || *record.value <= 0) return;
    const double low = *record.value - record.interval->low;
    const double reached = std::max(low, record.interval->high - *record.value) / *record.value;
    if (reached <= *precision) return;
    add_reason(record, fmt::format("known to ± {}: the case stopped when its steadiest metrics were within "
                                   "± {}",
                                   percent_of(reached), percent_of(*precision)));
}

// One value a process, and the value of the case from these.
Record process_record(Record record, const MetricValuesByProcess& values, Stopping stopping) {
    std::vector<double> process_values;
    for (const auto& process : values.values)
        process_values.push_back(reduce_process(process, record.metric.reduction));
    record.samples = values.samples;
    record.process_count = static_cast<std::int64_t>(process_values.size());
    for (const auto& process : values.samples) record.sample_count += static_cast<std::int64_t>(process.size());
    record.warmup_count = values.warmup_count;
    CaseValue value = compute_case_value(process_values, record.metric, kLevel, stopping);
    record.statistic = statistic_of(record.metric);
    record.value = value.value;
    record.interval = std::move(value.interval);
    return record;
}

// A quantile of all values of all processes. Its interval comes from the quantiles of the processes,
// where each of them has enough values for its own.
Record quantile_record(Record record, const MetricValuesByProcess& values, NamedQuantile quantile, Stopping stopping) {
    record.statistic = quantile.name;
    record.warmup_count = values.warmup_count;
    record.process_count = static_cast<std::int64_t>(values.values.size());
    const std::int64_t needed = observations_needed(quantile.probability);
    std::vector<double> pooled;
    std::vector<double> process_quantiles;
    for (const auto& process : values.values) {
        pooled.insert(pooled.end(), process.begin(), process.end());
        if (static_cast<std::int64_t>(process.size()) >= needed) {
            process_quantiles.push_back(compute_quantile(process, quantile.probability));
        }
    }
    record.sample_count = static_cast<std::int64_t>(pooled.size());
    if (record.sample_count < needed) {
        add_reason(record, fmt::format("{} needs at least {} observations, there are {}", quantile.name, needed,
                                       record.sample_count));
        return record;
    }
    record.value = compute_quantile(pooled, quantile.probability);
    if (process_quantiles.size() != values.values.size()) return record;
    if (auto interval = compute_process_interval(process_quantiles, *record.value, kLevel, stopping)) {
        record.interval = *std::move(interval);
    }
    return record;
}

// The metric for which a case without any measurement has its one record.
MetricDefinition main_metric(const CaseOutcome& outcome) {
    std::vector<std::string> seen;  // in warm-up samples
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            for (const auto& entry : sample.metrics) seen.push_back(entry.first);
        }
    }
    sort_metric_names(seen);
    if (!seen.empty()) return definition_of(seen.front(), outcome.definitions);
    if (outcome.id.parameters.find("new_tokens") != nullptr) return definition_of("ttft", outcome.definitions);
    if (!outcome.definitions.empty()) return outcome.definitions.front();
    return definition_of("latency", outcome.definitions);
}

bool has_values(const SampleData& sample) {
    return std::any_of(sample.metrics.begin(), sample.metrics.end(),
                       [](const auto& entry) { return !entry.second.empty(); });
}

bool has_measured_sample(const CaseOutcome& outcome) {
    return std::any_of(outcome.visits.begin(), outcome.visits.end(), [](const Visit& visit) {
        return std::any_of(visit.samples.begin(), visit.samples.end(),
                           [](const SampleData& sample) { return !sample.warmup && has_values(sample); });
    });
}

Record record_without_value(const CaseOutcome& outcome, Record record) {
    record.metric = main_metric(outcome);
    record.statistic = statistic_of(record.metric);
    for (const Visit& visit : outcome.visits) {
        record.warmup_count += std::count_if(visit.samples.begin(), visit.samples.end(),
                                             [](const SampleData& sample) { return sample.warmup; });
    }
    if (record.status == Status::ok || record.status == Status::unstable) {
        record.status = Status::failed;
        add_reason(record, "no sample recorded a metric");
    }
    return record;
}

// Metrics of every generation that a machine may withhold.
constexpr std::array<std::string_view, 3> kMayBeMissing{"energy", "energy_per_token", "gpu_peak_memory"};
// Metrics that lack nothing but the machine's ceiling (with_utilization()).
constexpr std::array<std::string_view, 4> kOfCeilings{"mbu", "mfu", "decode_mfu", "prefill_mbu"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_generation(const CaseOutcome& outcome) {
    return std::any_of(outcome.visits.begin(), outcome.visits.end(), [](const Visit& visit) {
        return std::any_of(visit.samples.begin(), visit.samples.end(),
                           [](const SampleData& sample) { return !sample.warmup && !sample.spans.empty(); });
    });
}

// Those of the above that a case lacks, with the reason: only they have records of their own for it.
std::map<std::string, std::string> missing_metrics(const CaseOutcome& outcome, const Noise& noise,
                                                   const std::vector<std::string>& measured) {
    std::map<std::string, std::string> missing;
    const bool generation = is_generation(outcome);
    for (const auto& [name, reason] : noise.missing) {
        const bool withheld = generation && contains(kMayBeMissing, name);
        if (!withheld && !contains(kOfCeilings, name)) continue;
        if (std::find(measured.begin(), measured.end(), name) == measured.end()) missing.emplace(name, reason);
    }
    return missing;
}

Record missing_record(Record record, const std::string& reason) {
    record.statistic = statistic_of(record.metric);
    add_reason(record, reason);
    return record;
}

}  // namespace

std::vector<Record> summarise_case(const CaseOutcome& outcome, const RunContext& context) {
    const Record common = record_of_case(outcome, context);
    if (!has_measured_sample(outcome)) return {record_without_value(outcome, common)};
    const Stopping stopping = stopping_of(context.precision);
    std::vector<Record> records;
    std::vector<std::string> names = measured_metrics(outcome);
    const std::map<std::string, std::string> missing = missing_metrics(outcome, common.noise, names);
    for (const auto& entry : missing) names.push_back(entry.first);
    sort_metric_names(names);
    for (const std::string& name : names) {
        Record record = common;
        record.metric = definition_of(name, outcome.definitions);
        if (const auto ceiling = outcome.ceilings.find(name); ceiling != outcome.ceilings.end()) {
            record.ceiling = ceiling->second;
        }
        if (const auto reason = missing.find(name); reason != missing.end()) {
            records.push_back(missing_record(std::move(record), reason->second));
            continue;
        }
        const MetricValuesByProcess values = values_of_metric(outcome, record.metric);
        if (record.metric.reduction == Reduction::pooled) {
            for (const NamedQuantile quantile : kPooledQuantiles) {
                records.push_back(quantile_record(record, values, quantile, stopping));
            }
        } else {
            records.push_back(process_record(std::move(record), values, stopping));
        }
    }
    for (Record& record : records) note_width(record, context.precision);
    return records;
}

}  // namespace inference_pio
