#include "reporting/console_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reporting/benchmark_table.hpp"
#include "reporting/case_groups.hpp"
#include "reporting/machine_ceilings_line.hpp"
#include "reporting/run_words.hpp"
#include "reporting/scaling_report.hpp"
#include "reporting/text_table.hpp"
#include "reporting/variant_table.hpp"

namespace inference_pio {
namespace {

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
    text += format_paragraph(circumstance_words(group), 2, Tone::faint, style);
    text +=
        has_reference(group) ? format_variant_table(group, run.records, style) : format_benchmark_table(group, style);
    return text + reasons(group, style);
}

}  // namespace

std::string format_run_table(const Run& run, const ConsoleStyle& style) {
    std::string text = format_paragraph(machine_words(run.profile), 0, Tone::faint, style);
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
        text += '\n' + format_paragraph(effort_words(groups), 0, Tone::faint, style);
        if (const std::string intervals = interval_words(run.records); !intervals.empty()) {
            text += format_paragraph(intervals, 0, Tone::faint, style);
        }
        if (const std::string metrics = withheld_words(run.records); !metrics.empty()) {
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
