#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "reporting/compared_groups.hpp"
#include "reporting/comparison_advice.hpp"
#include "reporting/comparison_report.hpp"
#include "reporting/comparison_sides.hpp"
#include "reporting/comparison_summary.hpp"
#include "reporting/comparison_words.hpp"
#include "reporting/metric_cells.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/text_table.hpp"
#include "reporting/unlike_groups.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMostRows = 60;   // without `all`
constexpr std::size_t kMostLines = 20;  // of findings, reasons, warnings
constexpr std::size_t kLongestName = 120;

struct ConsoleReport {
    const Comparison& comparison;
    const GateDecision* decision;
    std::vector<RowRole> roles;
    const ConsoleStyle& style;

    [[nodiscard]] std::string paragraph(const std::string& text, std::size_t margin, Tone tone = Tone::plain) const {
        return format_paragraph(clean_words(text), margin, tone, style);
    }
    [[nodiscard]] bool fits(const TextTable& table) const {
        return width_of(table) <= static_cast<std::size_t>(std::max(style.width, 0));
    }
};

// Base and candidate beside each other where they differ; what they share below.
std::string sides_text(const ConsoleReport& report) {
    TextTable table;
    table.columns = {{"", Align::left, 0}, {"base", Align::left, 2}, {"candidate", Align::left, 3}};
    for (const SideFact& fact : side_facts(report.comparison)) {
        if (fact.same()) continue;
        table.rows.push_back({Cell{std::string(fact.label), Tone::faint}, Cell{fact.base}, Cell{fact.candidate}});
    }
    std::string text;
    if (report.fits(table)) {
        text = format_text_table(table, report.style);
    } else {
        for (const auto& row : table.rows) {
            text +=
                report.paragraph(fmt::format("{}: base {}, candidate {}", row[0].text, row[1].text, row[2].text), 0);
        }
    }
    if (table.rows.empty()) text = "base and candidate differ in nothing that is known of them\n";
    const std::string common = common_facts(report.comparison);
    if (!common.empty()) text += report.paragraph("both: " + common, 0, Tone::faint);
    return text + report.paragraph(evidence_line(report.comparison), 0, Tone::faint);
}

std::string findings_text(const ConsoleReport& report) {
    std::string text;
    const std::vector<Finding>& findings = report.comparison.findings;
    for (std::size_t i = 0; i < std::min(findings.size(), kMostLines); ++i) {
        text += report.paragraph(fmt::format("{}: {}", to_string(findings[i].verdict), findings[i].headline), 0,
                                 Tone::strong);
        if (!findings[i].cause.empty()) text += report.paragraph(findings[i].cause, 2);
    }
    if (findings.size() > kMostLines) {
        text += report.paragraph(fmt::format("and {} more", counted(findings.size() - kMostLines, "finding")), 0);
    }
    return text.empty() ? text : '\n' + text;
}

Tone tone_of(RowRole role) {
    switch (role) {
        case RowRole::alarm:
        case RowRole::suspect:
            return Tone::failure;
        case RowRole::improved:
            return Tone::strong;
        default:
            return Tone::plain;
    }
}

std::string role_text(const ComparedMetric& row, RowRole role) {
    std::string text = verdict_text(row);
    if (role == RowRole::suspect) text += ", not confirmed";
    const bool small = role == RowRole::tolerated && row.deciding && !row.accepted;
    if (small) text += ", let through";
    return row.deciding ? text : text + " *";
}

std::string label_of(const ComparedEntry& entry) { return clean_words(entry.label, kLongestName); }

std::string metric_of(const ComparedMetric& row) {
    // The usual statistics go without saying: a metric has one of them. A distribution has several.
    const bool tail = !row.statistic.empty() && row.metric.reduction == Reduction::pooled;
    return clean_words(tail ? fmt::format("{} {}", row.metric.name, row.statistic) : row.metric.name, kLongestName);
}

// The interval never goes: without it a change is a bare percentage.
enum class Detail { full, shorter, labels_above };

TextTable group_table(const ConsoleReport& report, const ComparedGroup& group, Detail detail) {
    TextTable table;
    const auto add = [&](TextColumn column, auto&& text_of) {
        if (table.columns.empty()) column.gap = detail == Detail::labels_above ? 2 * kTableIndent : kTableIndent;
        std::vector<Cell> cells;
        bool any = false;
        for (const ComparedEntry& entry : group.entries) {
            const RowRole role = report.roles[entry.row];
            cells.push_back({text_of(entry, report.comparison.rows[entry.row], role), tone_of(role)});
            any = any || !cells.back().text.empty();
        }
        if (!any) return;
        table.columns.push_back(std::move(column));
        table.rows.resize(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) table.rows[i].push_back(std::move(cells[i]));
    };
    const auto value = [](const std::optional<double>& known, const std::string& text) {
        return known ? clean_words(text, kLongestName) : std::string(kNoValue);
    };
    using Row = ComparedMetric;
    if (detail != Detail::labels_above) {
        add({"", Align::left, 2}, [](const ComparedEntry& entry, const Row&, RowRole) { return label_of(entry); });
    }
    add({"", Align::left, 2}, [](const ComparedEntry&, const Row& row, RowRole) { return metric_of(row); });
    add({"base", Align::right, 2},
        [&](const ComparedEntry&, const Row& row, RowRole) { return value(row.baseline, baseline_text(row)); });
    add({"candidate", Align::right, 2},
        [&](const ComparedEntry&, const Row& row, RowRole) { return value(row.candidate, candidate_text(row)); });
    add({"change", Align::right, 2}, [](const ComparedEntry&, const Row& row, RowRole) { return change_text(row); });
    add({"interval", Align::left, 2}, [](const ComparedEntry&, const Row& row, RowRole) { return interval_text(row); });
    if (detail == Detail::full && !is_evidence_the_same(report.comparison)) {
        add({"measured", Align::right, 2},
            [](const ComparedEntry&, const Row& row, RowRole) { return evidence_text(row); });
    }
    if (detail == Detail::full) {
        add({"smallest\nvisible", Align::right, 2}, [](const ComparedEntry&, const Row& row, RowRole) {
            const bool open = row.verdict == Verdict::inconclusive && row.ratio && row.smallest_effect;
            return open ? share_text(*row.smallest_effect) : std::string();
        });
    }
    add({"", Align::left, 2}, [](const ComparedEntry&, const Row& row, RowRole role) { return role_text(row, role); });
    return table;
}

// The table, with each case's label on a line of its own above its rows.
std::string labelled_lines(const ConsoleReport& report, const ComparedGroup& group, const TextTable& table) {
    const std::string lines = format_text_table(table, report.style);
    const auto total = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
    std::string text;
    std::size_t begin = 0;
    const auto take_line = [&] {
        const std::size_t end = lines.find('\n', begin) + 1;
        text += lines.substr(begin, end - begin);
        begin = end;
    };
    for (std::size_t header = total - group.entries.size(); header > 0; --header) take_line();
    std::string last;
    for (const ComparedEntry& entry : group.entries) {
        if (entry.label != last) text += report.paragraph(label_of(entry), 2);
        last = entry.label;
        take_line();
    }
    return text;
}

std::string sentences(const ConsoleReport& report, const ComparedGroup& group) {
    std::string text;
    for (const ComparedEntry& entry : group.entries) {
        const ComparedMetric& row = report.comparison.rows[entry.row];
        const RowRole role = report.roles[entry.row];
        const std::string doubt = doubt_text(row);
        text += report.paragraph(
            fmt::format("{}{}{}: {}: {}{}{}", label_of(entry), entry.label.empty() ? "" : " ", metric_of(row),
                        role_text(row, role), row_sentence(row), doubt.empty() ? "" : "; ", doubt),
            2, tone_of(role));
    }
    return text;
}

std::string group_text(const ConsoleReport& report, const ComparedGroup& group) {
    std::string text = paint(clean_words(group.benchmark, kLongestName), Tone::strong, report.style) + '\n';
    std::string constant;
    for (const auto& [name, value] : group.constant.entries()) {
        constant += fmt::format("{}{}={}", constant.empty() ? "" : ", ", name, to_string(value));
    }
    if (!constant.empty()) text += report.paragraph(clean_words(constant, 4 * kLongestName), 2, Tone::faint);
    for (const Detail detail : {Detail::full, Detail::shorter, Detail::labels_above}) {
        const TextTable table = group_table(report, group, detail);
        if (!report.fits(table)) continue;
        return text + (detail == Detail::labels_above ? labelled_lines(report, group, table)
                                                      : format_text_table(table, report.style));
    }
    return text + sentences(report, group);
}

// Below the tables: what a star means, and with which reasons changes were accepted.
std::string notes_text(const ConsoleReport& report, const std::vector<std::size_t>& rows) {
    std::string text;
    const bool stars =
        std::any_of(rows.begin(), rows.end(), [&](std::size_t row) { return !report.comparison.rows[row].deciding; });
    if (stars) text += report.paragraph("* shown for what it tells; only the other metrics decide", 2, Tone::faint);
    std::set<std::string> told;
    for (const std::size_t index : rows) {
        const std::optional<std::string>& accepted = report.comparison.rows[index].accepted;
        if (!accepted || told.size() == kMostLines || !told.insert(*accepted).second) continue;
        text += report.paragraph("accepted: " + *accepted, 2);
    }
    return text;
}

std::string rows_text(const ConsoleReport& report, bool all) {
    const std::size_t everything = report.roles.size();
    const std::vector<std::size_t> wanted = rows_to_show(report.comparison, report.roles, all, everything);
    const std::vector<std::size_t> rows = all ? wanted : rows_to_show(report.comparison, report.roles, all, kMostRows);
    std::string text;
    for (const ComparedGroup& group : group_compared(report.comparison, rows)) text += '\n' + group_text(report, group);
    if (wanted.size() > rows.size()) {
        text += report.paragraph(
            fmt::format("and {} that matter less: --all shows every row", counted(wanted.size() - rows.size(), "row")),
            2);
    }
    return text + notes_text(report, rows);
}

std::string list_text(const ConsoleReport& report, const std::string& heading, const std::vector<std::string>& lines,
                      Tone tone) {
    if (lines.empty()) return {};
    std::string text = heading.empty() ? std::string() : report.paragraph(heading, 0, tone);
    const std::size_t margin = heading.empty() ? 0 : 2;
    for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
        text += report.paragraph(lines[i], margin, tone);
    }
    if (lines.size() > kMostLines) {
        text += report.paragraph(fmt::format("and {} more", lines.size() - kMostLines), margin, tone);
    }
    return text;
}

std::string not_compared_text(const ConsoleReport& report) {
    std::vector<std::string> lines = missing_reasons(report.comparison);
    for (const UnlikeGroup& group : collapse_unlike(report.comparison.unlike)) lines.push_back(unlike_text(group));
    const std::string text = list_text(report, "not compared:", lines, Tone::warning);
    return text.empty() ? text : '\n' + text;
}

std::string control_text(const ConsoleReport& report) {
    const std::optional<Control>& control = report.comparison.control;
    if (!control) return {};
    std::string text = fmt::format("control, base against base, {}: {}",
                                   counted(static_cast<std::size_t>(std::max(control->pairs, 0)), "pair"),
                                   control->flagged ? "the machine is unfit" : "no difference, as it should be");
    if (!control->reason.empty()) text += fmt::format(": {}", control->reason);
    if (control->flagged) {
        for (const std::string& by : control->by) text += "; " + by;
    }
    return report.paragraph(clean_words(text, 600), 0, control->flagged ? Tone::warning : Tone::faint);
}

std::string end_text(const ConsoleReport& report) {
    const Comparison& comparison = report.comparison;
    const Tally tally = tally_of(comparison);
    std::string text =
        '\n' + report.paragraph(fmt::format("{}; {}", tally_text(tally), certainty_text(comparison, tally)), 0);
    if (const std::string doubts = doubts_text(comparison); !doubts.empty()) text += report.paragraph(doubts, 0);
    text += control_text(report);
    if (comparison.interrupted) {
        text += report.paragraph("interrupted: this is what was measured until then", 0, Tone::warning);
    }
    std::vector<std::string> warnings;
    for (const std::string& warning : comparison.warnings) warnings.push_back("warning: " + clean_words(warning, 400));
    text += list_text(report, "", warnings, Tone::warning);
    for (const Advice& advice : advise(comparison, report.decision)) {
        text += report.paragraph("next: " + advice.words, 0);
        // A command is not wrapped: it is there to be copied.
        if (!advice.command.empty()) text += "  " + advice.command + '\n';
    }
    return text + report.paragraph(decision_text(comparison, report.decision), 0, Tone::strong);
}

}  // namespace

std::string format_comparison(const Comparison& comparison, const GateDecision* decision, bool all,
                              const ConsoleStyle& style) {
    const ConsoleReport report{comparison, decision, roles_of(comparison, decision), style};
    return sides_text(report) + findings_text(report) + rows_text(report, all) + not_compared_text(report) +
           end_text(report);
}

}  // namespace inference_pio
