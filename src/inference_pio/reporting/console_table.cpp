#include "reporting/console_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>

#include "reporting/benchmark_table.hpp"
#include "reporting/case_groups.hpp"
#include "reporting/machine_ceilings_line.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/scaling_report.hpp"
#include "reporting/text_table.hpp"
#include "reporting/variant_table.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kSeparator = " · ";

void join(std::string& text, const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += kSeparator;
    text += part;
}

std::string machine_line(const SystemProfile& profile) {
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

// "new_tokens=32, threads=2 · llama_cpp 0.5.0 · synthetic weights"
std::string circumstances(const BenchmarkGroup& group) {
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

constexpr std::size_t kNamedCases = 6;  // more of them than this are counted

// "unstable batch_size=1; batch_size=4", "skipped 20 cases".
std::string who_and_what(Status status, const std::vector<std::string>& labels) {
    if (labels.size() > kNamedCases) return fmt::format("{} {} cases", to_string(status), labels.size());
    std::string which;
    for (const std::string& label : labels) which += (which.empty() || label.empty() ? "" : "; ") + label;
    return fmt::format("{}{}{}", to_string(status), which.empty() ? "" : " ", which);
}

// Cases that are not ok, with the reason; those that share one are put together.
std::string reasons(const BenchmarkGroup& group, const ConsoleStyle& style) {
    std::map<std::pair<Status, std::string>, std::vector<std::string>> cases;
    for (const ReportedCase& one : group.cases) {
        if (one.status() != Status::ok) cases[{one.status(), one.reason()}].push_back(one.label);
    }
    std::string text;
    for (const auto& [what, labels] : cases) {
        const Tone tone = what.first == Status::unstable ? Tone::warning : Tone::failure;
        text += format_paragraph(fmt::format("{}: {}", who_and_what(what.first, labels), what.second), 2, tone, style);
    }
    return text;
}

std::string group_text(const BenchmarkGroup& group, const Run& run, const ConsoleStyle& style) {
    std::string text = paint(printable(group.benchmark), Tone::strong, style) + '\n';
    text += format_paragraph(circumstances(group), 2, Tone::faint, style);
    text +=
        has_reference(group) ? format_variant_table(group, run.records, style) : format_benchmark_table(group, style);
    return text + reasons(group, style);
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

// "12 cases, 8 processes each · noise: 3 of 480 samples disturbed, steal 0.4 % of the time"
std::string footer(const std::vector<BenchmarkGroup>& groups) {
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

// "energy, energy_per_token: no RAPL; gpu_peak_memory: no GPU": metrics without a value because the machine
// withholds them. They have no place in the tables.
std::string withheld(const std::vector<Record>& records) {
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

}  // namespace

std::string format_run_table(const Run& run, const ConsoleStyle& style) {
    std::string text = format_paragraph(machine_line(run.profile), 0, Tone::faint, style);
    if (const std::string ceilings = format_machine_ceilings(run.records); !ceilings.empty()) {
        text += format_paragraph(ceilings, 0, Tone::faint, style);
    }
    std::vector<BenchmarkGroup> groups = group_cases(run.records);
    std::erase_if(groups, [](const BenchmarkGroup& group) { return group.benchmark == kCeilingsBenchmark; });
    for (const BenchmarkGroup& group : groups) text += '\n' + group_text(group, run, style);
    if (const std::string laws = format_scaling_laws(run.scaling, style); !laws.empty()) text += '\n' + laws;
    if (groups.empty()) {
        text += "\nNothing was measured.\n";
    } else {
        text += '\n' + format_paragraph(footer(groups), 0, Tone::faint, style);
        const bool any_interval = std::any_of(run.records.begin(), run.records.end(),
                                              [](const Record& record) { return record.interval.has_value(); });
        if (any_interval) {
            text += format_paragraph("±: half-width of the 95 % interval, over processes", 0, Tone::faint, style);
        }
        if (const std::string metrics = withheld(run.records); !metrics.empty()) {
            text += format_paragraph("not measured here: " + metrics, 0, Tone::faint, style);
        }
    }
    if (!run.complete)
        text += format_paragraph("interrupted: this is what was measured until then", 0, Tone::warning, style);
    for (const std::string& warning : run.warnings)
        text += format_paragraph("warning: " + warning, 0, Tone::warning, style);
    return text;
}

}  // namespace inference_pio
