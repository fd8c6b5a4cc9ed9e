#include "reporting/run_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reporting/case_groups.hpp"
#include "reporting/comparison_report.hpp"
#include "reporting/machine_ceilings_line.hpp"
#include "reporting/main_columns.hpp"
#include "reporting/markdown_text.hpp"
#include "reporting/profile_report.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/run_words.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestLine = 600;
constexpr std::size_t kLongestReason = 400;
constexpr int kProfileWidth = 100;

std::string counted(std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// "4 cases ok, 1 unstable, 1 out_of_memory"
std::string verdict_words(const std::vector<BenchmarkGroup>& groups) {
    constexpr std::array kOrder{Status::ok,        Status::unstable,      Status::failed,
                                Status::timed_out, Status::out_of_memory, Status::skipped};
    std::string text;
    for (const Status status : kOrder) {
        std::ptrdiff_t count = 0;
        for (const BenchmarkGroup& group : groups) {
            count += std::count_if(group.cases.begin(), group.cases.end(),
                                   [&](const ReportedCase& one) { return one.status() == status; });
        }
        if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
    }
    return text;
}

std::string subject_words(const Subject& subject) {
    if (subject.commit.empty()) return {};
    return fmt::format(" at commit {}{}{}", markdown_code(subject.commit),
                       subject.branch.empty() ? "" : " of branch " + markdown_code(subject.branch),
                       subject.dirty ? ", with changes that no commit holds" : "");
}

std::string head(const Run& run, const std::vector<BenchmarkGroup>& groups) {
    std::size_t cases = 0;
    for (const BenchmarkGroup& group : groups) cases += group.cases.size();
    std::string text = fmt::format("## Run {}\n\n", markdown_code(run.id));
    if (groups.empty()) {
        text += fmt::format("Nothing was measured on {}.\n", markdown_prose(machine_words(run.profile), kLongestLine));
    } else {
        text +=
            fmt::format("{} of {} on {}, {}{}. Verdict: {}. In all: {}.\n", counted(cases, "case"),
                        counted(groups.size(), "benchmark"), markdown_prose(machine_words(run.profile), kLongestLine),
                        markdown_prose(run.timestamp), subject_words(run.subject),
                        markdown_prose(verdict_words(groups)), markdown_prose(effort_words(groups), kLongestLine));
    }
    if (const std::string ceilings = format_machine_ceilings(run.records); !ceilings.empty()) {
        text += '\n' + markdown_prose(ceilings, kLongestLine) + '\n';
    }
    if (!run.complete) text += "\n**Interrupted**: this is what was measured until then.\n";
    return text;
}

std::string value_cell(const ReportedCase& one, const MetricColumn& column) {
    const Record* record = one.find(column.metric, column.statistic);
    if (record == nullptr || !record->value) return std::string(kNoValue);
    std::string text = markdown_prose(value_text(*record, column.form));
    if (column.form == CellForm::share) return text;
    const std::string precision = format_precision(*record);
    return precision.empty() ? text : text + " " + precision;
}

std::string header_cell(std::string header) {
    std::replace(header.begin(), header.end(), '\n', ' ');
    return markdown_prose(header);
}

std::string table(const BenchmarkGroup& group) {
    const std::vector<MetricColumn> columns = main_columns(group);
    const bool with_status = !all_ok(group);
    std::vector<std::string> names;
    for (const std::string& name : group.varying) names.push_back(markdown_prose(name));
    for (const MetricColumn& column : columns) names.push_back(header_cell(column.header));
    std::string rule = "|";
    for (std::size_t i = 0; i < names.size(); ++i) rule += "--:|";
    if (with_status) names.emplace_back("status");
    if (names.empty()) return {};
    std::string text = markdown_row(names) + rule + (with_status ? ":--|\n" : "\n");
    for (const ReportedCase& one : group.cases) {
        std::vector<std::string> cells;
        for (const std::string& name : group.varying) {
            const Value* value = one.parameters.find(name);
            cells.push_back(value == nullptr ? std::string(kNoValue) : markdown_prose(to_string(*value)));
        }
        for (const MetricColumn& column : columns) cells.push_back(value_cell(one, column));
        if (with_status) cells.push_back(markdown_prose(to_string(one.status())));
        text += markdown_row(cells);
    }
    return text;
}

std::string group_section(const BenchmarkGroup& group) {
    std::string text = fmt::format("\n### {}\n\n", markdown_code(group.benchmark));
    const std::string circumstances = markdown_prose(circumstance_words(group), kLongestLine);
    if (!circumstances.empty()) text += circumstances + "\n\n";
    return text + table(group);
}

std::string reasons(const std::vector<BenchmarkGroup>& groups) {
    std::string rows;
    for (const BenchmarkGroup& group : groups) {
        for (const ReportedCase& one : group.cases) {
            if (one.status() == Status::ok) continue;
            rows +=
                markdown_row({markdown_code_cell(case_name(group.benchmark, one.parameters), kLongestReason),
                              markdown_prose(to_string(one.status())), markdown_prose(one.reason(), kLongestReason)});
        }
    }
    if (rows.empty()) return {};
    return "\n### Cases that are not ok\n\n" + markdown_row({"case", "status", "reason"}) + "|:--|:--|:--|\n" + rows;
}

std::string remarks(const Run& run) {
    std::string text;
    if (const std::string metrics = withheld_words(run.records); !metrics.empty()) {
        text += "- not measured here: " + markdown_prose(metrics, kLongestLine) + '\n';
    }
    for (const std::string& warning : run.warnings) {
        text += "- warning: " + markdown_prose(warning, kLongestReason) + '\n';
    }
    return text.empty() ? text : '\n' + text;
}

std::string repetition(const Run& run) {
    if (run.foreign) {
        const std::string tool = run.foreign->tool + (run.foreign->version.empty() ? "" : " " + run.foreign->version);
        return fmt::format("\nMeasured by {}, whose file was imported.\n", markdown_prose(tool));
    }
    std::string commands;
    if (!run.subject.commit.empty()) commands += "git checkout " + run.subject.commit + '\n';
    commands += "scripts/build release\n" + run.command + '\n';
    return fmt::format("\n### Measure it again\n\n{}\nSeed {}; `piobench compare {} latest` then says what differs.\n",
                       markdown_block(commands), run.seed, markdown_prose(run.id));
}

}  // namespace

std::string format_run_markdown(const Run& run) {
    std::vector<BenchmarkGroup> groups = group_cases(run.records);
    std::erase_if(groups, [](const BenchmarkGroup& group) { return group.benchmark == kCeilingsBenchmark; });
    std::string text = head(run, groups);
    for (const BenchmarkGroup& group : groups) text += group_section(group);
    if (const std::string intervals = interval_words(run.records); !intervals.empty()) text += '\n' + intervals + ".\n";
    text += reasons(groups) + remarks(run);
    text += "\n### System\n\n" + markdown_block(format_profile(run.profile, {.width = kProfileWidth}));
    return text + repetition(run);
}

std::string format_report_markdown(const Report& report) {
    std::string text = "# Inference-PIO Bench\n";
    for (const Run& run : report.runs) text += '\n' + format_run_markdown(run);
    if (report.comparison) text += "\n## Comparison\n\n" + format_comparison_markdown(*report.comparison, nullptr);
    return text;
}

}  // namespace inference_pio
