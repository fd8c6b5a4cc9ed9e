#include "reporting/run_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>

#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kSeparator = " · ";

void join(std::string& text, const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += kSeparator;
    text += part;
}

// What all cases of a run add up to.
struct Totals {
    std::size_t cases = 0;
    std::int64_t processes_min = std::numeric_limits<std::int64_t>::max();  // of cases that have any
    std::int64_t processes_max = 0;
    std::int64_t samples = 0;
    std::int64_t disturbed = 0;
    double steal_s = 0;
    double wall_s = 0;
};

void add_case(const ReportedCase& one, Totals& totals) {
    std::int64_t processes = 0;
    std::int64_t samples = 0;
    for (const Record* record : one.records) {
        processes = std::max(processes, record->process_count);
        if (record->metric.reduction != Reduction::pooled) samples = std::max(samples, record->sample_count);
    }
    ++totals.cases;
    if (processes > 0) totals.processes_min = std::min(totals.processes_min, processes);
    totals.processes_max = std::max(totals.processes_max, processes);
    totals.samples += samples;
    const Noise& noise = one.records.front()->noise;
    totals.disturbed += noise.disturbed_samples;
    if (const auto steal = noise.evidence.find("steal_s"); steal != noise.evidence.end())
        totals.steal_s += steal->second;
    if (const auto wall = noise.evidence.find("wall_s"); wall != noise.evidence.end()) totals.wall_s += wall->second;
}

}  // namespace

std::string machine_words(const SystemProfile& profile) {
    std::string text = profile.cpu.model.empty() ? profile.cpu.architecture : profile.cpu.model;
    std::string size;
    if (profile.cpu.cores) size = fmt::format("{} core{}", *profile.cpu.cores, *profile.cpu.cores == 1 ? "" : "s");
    if (profile.cpu.threads_available > 0) {
        size += fmt::format("{}{} thread{}", size.empty() ? "" : ", ", profile.cpu.threads_available,
                            profile.cpu.threads_available == 1 ? "" : "s");
    }
    join(text, size);
    if (profile.memory.total) join(text, format_quantity(static_cast<double>(profile.memory.total->count), "bytes"));
    for (const GpuProfile& gpu : profile.gpus) join(text, gpu.name);
    if (profile.software.virtualisation != "none") join(text, profile.software.virtualisation);
    return text;
}

std::string circumstance_words(const BenchmarkGroup& group) {
    std::string text;
    for (const auto& [name, value] : group.constant.entries()) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, to_string(value));
    }
    const Record* telling = group.cases.front().records.front();
    for (const ReportedCase& one : group.cases) {
        if (one.records.front()->facts.engine) telling = one.records.front();
    }
    const CaseFacts& facts = telling->facts;
    if (facts.engine) join(text, fmt::format("{} {}", facts.engine->name, facts.engine->version));
    if (facts.weights_source == "file") {
        join(text, facts.checkpoint_file.empty() ? "weights of a file" : "weights of " + facts.checkpoint_file);
    } else if (!facts.weights_source.empty()) {
        join(text, facts.weights_source + " weights");
    }
    return text;
}

std::string effort_words(const std::vector<BenchmarkGroup>& groups) {
    Totals totals;
    for (const BenchmarkGroup& group : groups) {
        for (const ReportedCase& one : group.cases) add_case(one, totals);
    }
    std::string text = fmt::format("{} case{}", totals.cases, totals.cases == 1 ? "" : "s");
    if (totals.processes_max == 0) return text;
    text += totals.processes_min == totals.processes_max
                ? fmt::format(", {} process{}", totals.processes_max, totals.processes_max == 1 ? "" : "es")
                : fmt::format(", {} to {} processes", totals.processes_min, totals.processes_max);
    if (totals.cases > 1) text += " each";
    std::string noise = fmt::format("noise: {} of {} samples disturbed", totals.disturbed, totals.samples);
    if (totals.steal_s > 0 && totals.wall_s > 0) {
        noise += fmt::format(", steal {:.1f} % of the time", 100 * totals.steal_s / totals.wall_s);
    }
    join(text, noise);
    return text;
}

std::string interval_words(const std::vector<Record>& records) {
    const auto any = [&](auto&& holds) { return std::any_of(records.begin(), records.end(), holds); };
    const bool intervals = any([](const Record& record) { return record.interval.has_value(); });
    const bool single = any([](const Record& record) {
        return record.value && !record.interval && record.process_count == 1 && record.benchmark != kCeilingsBenchmark;
    });
    const std::string text = intervals ? "±: half-width of the 95 % interval, over processes" : "";
    if (!single) return text;
    return text + (intervals ? "; without it: seen" : "no ±: seen") + " in one process, and the next may differ";
}

std::string withheld_words(const std::vector<Record>& records) {
    std::map<std::string, std::vector<std::string>> metrics_by_reason;
    for (const Record& record : records) {
        const auto reason = record.noise.missing.find(record.metric.name);
        if (record.value || reason == record.noise.missing.end()) continue;
        std::vector<std::string>& metrics = metrics_by_reason[reason->second];
        if (std::find(metrics.begin(), metrics.end(), record.metric.name) == metrics.end()) {
            metrics.push_back(record.metric.name);
        }
    }
    std::string text;
    for (const auto& [reason, metrics] : metrics_by_reason) {
        text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", fmt::join(metrics, ", "), reason);
    }
    return text;
}

}  // namespace inference_pio
