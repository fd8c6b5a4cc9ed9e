// Stored runs with a known truth, as judgement's tests need them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <inference_pio/record.hpp>
#include <random>
#include <string>
#include <vector>

#include "statistics/interval.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {

inline Parameters one_batch(std::int64_t batch) { return {{"batch_size", batch}, {"threads", std::int64_t{2}}}; }

// A record of `metric` whose processes had `process_values`.
inline Record stored_record(const std::string& benchmark, Parameters parameters, std::string_view metric,
                            const std::vector<double>& process_values) {
    Record record;
    record.benchmark = benchmark;
    record.parameters = std::move(parameters);
    record.metric = *find_metric(metric);
    record.model = record.facts.model = benchmark.substr(0, benchmark.find('/'));
    record.facts.engine = EngineFacts{"llama_cpp", "0.5.0", {{"flash_attention", "auto"}}, {}};
    record.facts.checkpoint_digest = "9f86d081884c7d65";
    for (const double value : process_values) record.samples.push_back({value});
    record.process_count = record.sample_count = static_cast<std::int64_t>(process_values.size());
    if (record.metric.reduction == Reduction::maximum) {
        record.statistic = "maximum";
        record.value = *std::max_element(process_values.begin(), process_values.end());
    } else {
        record.statistic = "median";
        record.value = compute_median(process_values);
        if (const auto interval = compute_process_interval(process_values, *record.value, 0.95)) {
            record.interval = *interval;
        }
    }
    return record;
}

// Eight processes that scatter by `spread` around `value`, always in the same way.
inline Record steady_record(const std::string& benchmark, Parameters parameters, std::string_view metric, double value,
                            double spread = 0.004) {
    std::vector<double> values;
    for (int i = 0; i < 8; ++i) values.push_back(value * std::exp(spread * (i - 3.5) / 2.45));
    Record record = stored_record(benchmark, std::move(parameters), metric, values);
    record.value = value;  // what the median is but for rounding and the mean of the middle two
    return record;
}

inline Record failed_record(const std::string& benchmark, Parameters parameters, std::string_view metric,
                            const std::string& reason) {
    Record record;
    record.benchmark = benchmark;
    record.parameters = std::move(parameters);
    record.metric = *find_metric(metric);
    record.statistic = "median";
    record.model = record.facts.model = benchmark.substr(0, benchmark.find('/'));
    record.status = Status::failed;
    record.status_reason = reason;
    return record;
}

inline Run stored_run(const std::string& commit, std::vector<Record> records) {
    Run run;
    run.id = "20261124T100000Z-" + commit;
    run.timestamp = "2026-11-24T10:00:00Z";
    run.complete = true;
    run.subject = {commit, false, "GNU 12.2.0", "-O3", "main"};
    run.profile.fingerprint = "4f1c09b2a7d35e68";
    run.profile.cpu.model = "AMD EPYC 9B14";
    run.records = std::move(records);
    return run;
}

// Sessions of one build: each record has a level of its own in each session, and processes scatter around it.
class SimulatedSessions {
public:
    explicit SimulatedSessions(std::uint64_t seed) : random_(seed) {}

    // `values`: of the truth, a value a case. `session` and `process` are standard deviations of logarithms.
    [[nodiscard]] Run run(const std::string& commit, const std::vector<double>& values, double session,
                          double process) {
        std::vector<Record> records;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double level = values[i] * std::exp(session * normal_(random_));
            std::vector<double> of_processes;
            for (int p = 0; p < 8; ++p) of_processes.push_back(level * std::exp(process * normal_(random_)));
            records.push_back(stored_record("qwen3_0_6b/performance/generation",
                                            one_batch(static_cast<std::int64_t>(i)), "decode_fast", of_processes));
        }
        return stored_run(commit, std::move(records));
    }

private:
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_;
};

}  // namespace inference_pio
