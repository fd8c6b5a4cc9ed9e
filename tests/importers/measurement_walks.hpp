// What measurements a tool's file holds, counted by a walk over its JSON that knows nothing of the importers.
#pragma once

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace inference_pio {

// Values in no order; a measurement that failed is counted and has none.
struct WalkedFile {
    std::vector<double> values;
    std::size_t failed = 0;
};

using RawJson = nlohmann::json;

inline std::vector<RawJson> raw_values(const std::string& text, bool by_line) {
    if (!by_line) return {RawJson::parse(text)};
    std::vector<RawJson> values;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end > begin) values.push_back(RawJson::parse(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return values;
}

inline void take(const RawJson& object, const std::vector<std::string>& keys, WalkedFile& walked) {
    for (const std::string& key : keys) {
        if (object.contains(key) && object[key].is_number()) walked.values.push_back(object[key].get<double>());
    }
}

inline WalkedFile walk_llama_bench(const std::vector<RawJson>& values) {
    WalkedFile walked;
    for (const RawJson& value : values) {
        for (const RawJson& test : value.is_array() ? value : RawJson::array({value})) {
            take(test, {"avg_ts", "avg_ns"}, walked);
        }
    }
    return walked;
}

inline WalkedFile walk_llama_batched_bench(const std::vector<RawJson>& values) {
    WalkedFile walked;
    for (const RawJson& row : values) take(row, {"t_pp", "speed_pp", "t_tg", "speed_tg", "t", "speed"}, walked);
    return walked;
}

// Means and medians; the repetitions are their samples, and spreads are no values.
inline WalkedFile walk_google_benchmark(const std::vector<RawJson>& values) {
    WalkedFile walked;
    std::set<std::string> failed;
    for (const RawJson& entry : values.front()["benchmarks"]) {
        if (entry.value("error_occurred", false)) failed.insert(entry["run_name"]);
        const std::string name = entry.value("aggregate_name", "");
        if (name == "mean" || name == "median") take(entry, {"real_time", "cpu_time", "items"}, walked);
    }
    walked.failed = failed.size();
    return walked;
}

inline WalkedFile walk_hyperfine(const std::vector<RawJson>& values) {
    WalkedFile walked;
    for (const RawJson& result : values.front()["results"]) {
        take(result, {"mean", "median", "min", "max", "user", "system"}, walked);
        if (!result.contains("summary")) continue;
        for (const RawJson& metric : result["summary"]) take(metric, {"mean", "median", "min", "max"}, walked);
    }
    return walked;
}

inline WalkedFile walk_pytest_benchmark(const std::vector<RawJson>& values) {
    WalkedFile walked;
    for (const RawJson& benchmark : values.front()["benchmarks"]) {
        take(benchmark["stats"], {"min", "max", "mean", "median", "q1", "q3", "total", "ops"}, walked);
    }
    return walked;
}

inline WalkedFile walk_vllm_serve(const std::vector<RawJson>& values) {
    const std::regex latency("(mean|median|p[0-9.]+)_(ttft|tpot|itl|e2el)_ms");
    WalkedFile walked;
    for (const RawJson& result : values) {
        take(result,
             {"duration", "completed", "failed", "total_input_tokens", "total_output_tokens", "request_throughput",
              "output_throughput", "total_token_throughput", "max_output_tokens_per_s", "max_concurrent_requests"},
             walked);
        for (const auto& [key, value] : result.items()) {
            if (std::regex_match(key, latency)) walked.values.push_back(value.get<double>());
        }
    }
    return walked;
}

inline WalkedFile walk_vllm_latency(const std::vector<RawJson>& values) {
    WalkedFile walked;
    take(values.front(), {"avg_latency"}, walked);
    for (const RawJson& value : values.front()["percentiles"]) walked.values.push_back(value.get<double>());
    return walked;
}

// Distributions that something went into, but for the pool of all outcomes.
inline WalkedFile walk_guidellm(const std::vector<RawJson>& values) {
    WalkedFile walked;
    const std::function<void(const RawJson&)> walk = [&](const RawJson& json) {
        if (!json.is_object()) return;
        if (json.contains("percentiles")) {
            if (json["count"].get<double>() <= 0) return;
            take(json, {"mean", "median", "min", "max"}, walked);
            for (const RawJson& value : json["percentiles"]) walked.values.push_back(value.get<double>());
            return;
        }
        const bool outcomes = json.contains("successful") && json.contains("errored");
        for (const auto& [key, value] : json.items()) {
            if (outcomes && key == "total") continue;
            if (outcomes && value.is_number() && value != 0) walked.values.push_back(value.get<double>());
            walk(value);
        }
    };
    for (const RawJson& benchmark : values.front()["benchmarks"]) {
        take(benchmark, {"duration"}, walked);
        walk(benchmark["metrics"]);
    }
    return walked;
}

inline WalkedFile walk_aiperf(const std::vector<RawJson>& values) {
    WalkedFile walked;
    for (const auto& [name, metric] : values.front().items()) {
        if (!metric.is_object() || !metric.contains("unit") || name.ends_with("_timestamp")) continue;
        for (const auto& [key, value] : metric.items()) {
            if (key != "unit" && key != "std" && key != "count" && key != "sum")
                walked.values.push_back(value.get<double>());
        }
    }
    return walked;
}

inline WalkedFile walk_optimum_benchmark(const std::vector<RawJson>& values) {
    WalkedFile walked;
    const RawJson& file = values.front();
    for (const RawJson& target : file.contains("report") ? file["report"] : file) {
        for (const auto& [kind, measured] : target.items()) {
            if (measured.is_null()) continue;
            if (kind == "latency") {
                take(measured, {"mean", "p50", "p90", "p95", "p99"}, walked);
                continue;
            }
            for (const auto& [key, value] : measured.items()) {
                if (value.is_number()) walked.values.push_back(value.get<double>());
            }
        }
    }
    return walked;
}

inline WalkedFile walk(const std::string& tool, const std::string& text, bool by_line) {
    const std::vector<RawJson> values = raw_values(text, by_line);
    if (tool == "llama-bench") return walk_llama_bench(values);
    if (tool == "llama-batched-bench") return walk_llama_batched_bench(values);
    if (tool == "google-benchmark") return walk_google_benchmark(values);
    if (tool == "hyperfine") return walk_hyperfine(values);
    if (tool == "pytest-benchmark") return walk_pytest_benchmark(values);
    if (tool == "vllm-bench-serve") return walk_vllm_serve(values);
    if (tool == "vllm-bench-latency") return walk_vllm_latency(values);
    if (tool == "guidellm") return walk_guidellm(values);
    if (tool == "aiperf") return walk_aiperf(values);
    if (tool == "optimum-benchmark") return walk_optimum_benchmark(values);
    throw std::runtime_error("no walk for " + tool);
}

}  // namespace inference_pio
