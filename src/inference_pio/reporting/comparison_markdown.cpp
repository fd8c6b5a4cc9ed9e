#include <fmt/format.h>

#include <algorithm>

#include "reporting/compared_groups.hpp"
#include "reporting/comparison_advice.hpp"
#include "reporting/comparison_report.hpp"
#include "reporting/comparison_sides.hpp"
#include "reporting/comparison_summary.hpp"
#include "reporting/comparison_words.hpp"
#include "reporting/markdown_text.hpp"
#include "reporting/unlike_groups.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMostBytes = 60'000;  // a comment of GitHub holds 65,536 characters
constexpr std::size_t kMostRows = 40;       // that stand open
constexpr std::size_t kMostLines = 12;      // of findings, reasons, warnings
constexpr std::size_t kLongestCell = 160;
// Kept back for the lines that close a fold and count what was left out.
constexpr std::ptrdiff_t kClosing = 400;
// Kept back for what stands below the open tables.
constexpr std::ptrdiff_t kBelowTables = 8'000;

constexpr std::string_view kRed = ":red_circle: ";

std::string mark_of(const Comparison& comparison, const GateDecision* decision) {
    constexpr std::string_view kWarning = ":warning: ";
    constexpr std::string_view kFine = ":white_check_mark: ";
    if (decision != nullptr) {
        if (decision->outcome == GateOutcome::regressed) return std::string(kRed);
        return std::string(decision->outcome == GateOutcome::passed ? kFine : kWarning);
    }
    const Tally tally = tally_of(comparison);
    const bool unfit = comparison.control && comparison.control->flagged;
    if (!unfit && tally.regressed > 0) return std::string(kRed);
    const bool nothing_told = tally.deciding == tally.inconclusive;
    return std::string(unfit || nothing_told || comparison.interrupted ? kWarning : kFine);
}

// A sentence of its own: a capital and a full stop.
std::string sentence(std::string text) {
    if (text.empty()) return text;
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + '.';
}

std::string doubt_cell(const ComparedMetric& row) {
    if (row.verdict != Verdict::inconclusive || !row.ratio || !row.smallest_effect) return {};
    return fmt::format(", {} would have been seen", share_text(*row.smallest_effect));
}

std::string entry_row(const Comparison& comparison, const ComparedEntry& entry, RowRole role, bool with_evidence) {
    const ComparedMetric& row = comparison.rows[entry.row];
    const bool red = role == RowRole::alarm || role == RowRole::suspect;
    const bool strong = red || role == RowRole::improved;
    const std::string change = change_text(row);
    std::string remark = role == RowRole::suspect ? ", not confirmed" : doubt_cell(row);
    if (!row.deciding) remark += ", not deciding";
    std::vector<std::string> cells{markdown_code_cell(entry.label, kLongestCell),
                                   markdown_code_cell(row.metric.name, kLongestCell),
                                   markdown_prose(baseline_text(row), kLongestCell),
                                   markdown_prose(candidate_text(row), kLongestCell),
                                   strong && !change.empty() ? "**" + change + "**" : change,
                                   interval_text(row),
                                   (red ? std::string(kRed) : std::string()) + verdict_text(row) + remark};
    if (with_evidence) cells.insert(cells.end() - 1, evidence_text(row));
    return markdown_row(cells);
}

std::string group_head(const ComparedGroup& group, bool with_evidence) {
    std::string text = markdown_code(group.benchmark, kLongestCell);
    const std::string constant = group.constant.to_string();
    if (!constant.empty()) text += " with " + markdown_code(constant, 2 * kLongestCell);
    std::vector<std::string> names{"case", "metric", "base", "candidate", "change", "interval", "verdict"};
    if (with_evidence) names.insert(names.end() - 1, "measured");
    return fmt::format("{}\n\n{}|:--|:--|--:|--:|:--|:--|:--|{}\n", text, markdown_row(names),
                       with_evidence ? ":--|" : "");
}

// Tables of the rows, one for each benchmark, as many rows as there is room for. The number of rows left out.
std::size_t add_tables(BoundedText& text, const Comparison& comparison, const std::vector<std::size_t>& rows,
                       const std::vector<RowRole>& roles) {
    std::size_t left_out = 0;
    bool full = false;
    const bool with_evidence = !is_evidence_the_same(comparison);
    for (const ComparedGroup& group : group_compared(comparison, rows)) {
        std::string piece = "\n" + group_head(group, with_evidence);
        for (const ComparedEntry& entry : group.entries) {
            piece += entry_row(comparison, entry, roles[entry.row], with_evidence);
            full = full || !text.add(piece);
            left_out += full ? 1 : 0;
            piece.clear();
        }
    }
    return left_out;
}

std::string sides_table(const Comparison& comparison) {
    std::string rows;
    for (const SideFact& fact : side_facts(comparison)) {
        if (fact.same()) continue;
        rows += markdown_row({std::string(fact.label), markdown_code_cell(fact.base, kLongestCell),
                              markdown_code_cell(fact.candidate, kLongestCell)});
    }
    if (rows.empty()) return "Base and candidate differ in nothing that is known of them.\n";
    return markdown_row({"", "base", "candidate"}) + "|:--|:--|:--|\n" + rows;
}

void add_list(BoundedText& text, std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty() || (!heading.empty() && !text.add(fmt::format("\n{}\n\n", heading)))) return;
    if (heading.empty()) text.add("\n");
    for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) text.add("- " + lines[i] + '\n');
    if (lines.size() > kMostLines) text.add(fmt::format("- and {} more\n", lines.size() - kMostLines));
}

std::vector<std::string> finding_lines(const Comparison& comparison) {
    std::vector<std::string> lines;
    for (const Finding& finding : comparison.findings) {
        lines.push_back(fmt::format("{}: **{}**{}{}", to_string(finding.verdict), markdown_prose(finding.headline),
                                    finding.cause.empty() ? "" : ": ", markdown_prose(finding.cause)));
    }
    return lines;
}

std::vector<std::string> not_compared_lines(const Comparison& comparison) {
    std::vector<std::string> lines;
    for (const std::string& reason : missing_reasons(comparison)) lines.push_back(markdown_prose(reason));
    for (const UnlikeGroup& group : collapse_unlike(comparison.unlike)) {
        lines.push_back(markdown_prose(unlike_text(group), 800));
    }
    return lines;
}

std::vector<std::string> caveat_lines(const Comparison& comparison) {
    std::vector<std::string> lines;
    if (comparison.interrupted) lines.push_back("interrupted: this is what was measured until then");
    if (comparison.control && comparison.control->flagged) {
        std::string by;
        for (const std::string& one : comparison.control->by) by += "; " + one;
        lines.push_back(fmt::format("control, base against base: the machine is unfit: {}{}",
                                    markdown_prose(comparison.control->reason), markdown_prose(by)));
    }
    for (const std::string& warning : comparison.warnings) lines.push_back("warning: " + markdown_prose(warning));
    return lines;
}

std::vector<std::string> advice_lines(const Comparison& comparison, const GateDecision* decision) {
    std::vector<std::string> lines;
    for (const Advice& advice : advise(comparison, decision)) {
        const std::string command = advice.command.empty() ? "" : ": " + markdown_code(advice.command, 1000);
        lines.push_back(markdown_prose(advice.words) + command);
    }
    return lines;
}

void add_summary(BoundedText& text, const Comparison& comparison) {
    const Tally tally = tally_of(comparison);
    std::string summary = sentence(fmt::format("{}; {}", tally_text(tally), certainty_text(comparison, tally)));
    if (const std::string doubts = doubts_text(comparison); !doubts.empty()) summary += ' ' + sentence(doubts);
    text.add('\n' + summary + '\n');
}

// What a reader wants to know first, and what to do about it.
void add_top(BoundedText& text, const Comparison& comparison, const GateDecision* decision) {
    std::string title = sentence(headline_text(comparison, decision));
    title.pop_back();
    text.add(fmt::format("### {}{}\n", mark_of(comparison, decision), markdown_prose(title)));
    // The title of the other outcomes is their reason.
    const bool says_more = decision != nullptr &&
                           (decision->outcome == GateOutcome::regressed || decision->outcome == GateOutcome::passed);
    if (says_more) text.add('\n' + markdown_prose(sentence(decision_text(comparison, decision)), 400) + '\n');
    add_list(text, "", finding_lines(comparison));
    text.add('\n' + sides_table(comparison));
    if (const std::string common = common_facts(comparison); !common.empty()) {
        text.add("\nBoth: " + markdown_prose(common, 700) + ".\n");
    }
    std::string evidence = sentence(evidence_line(comparison));
    if (comparison.control && !comparison.control->flagged) {
        evidence += fmt::format(" Control, base against base, {}: no difference, as it should be.",
                                counted(static_cast<std::size_t>(std::max(comparison.control->pairs, 0)), "pair"));
    }
    text.add('\n' + markdown_prose(evidence, 500) + '\n');
    add_list(text, "Caveats:", caveat_lines(comparison));
    add_list(text, "Next:", advice_lines(comparison, decision));
}

// Every row, folded away; those that stand open are repeated there in their place. Gives back what was kept for its
// end.
void add_fold(BoundedText& text, const Comparison& comparison, const std::vector<RowRole>& roles) {
    const std::size_t count = roles.size();
    if (count == 0) return;
    const std::string head = fmt::format("\n<details>\n<summary>{}</summary>\n", counted(count, "comparison"));
    constexpr std::string_view kEnd = "\n</details>\n";
    if (!text.add(head)) return;
    const std::size_t left_out = add_tables(text, comparison, rows_to_show(comparison, roles, true, count), roles);
    text.reserve(-kClosing);
    if (left_out > 0) {
        text.add(fmt::format("\n{} left out here: too many for a comment; `--json` has them all.\n",
                             counted(left_out, "row")));
    }
    text.add(kEnd);
}

}  // namespace

std::string format_comparison_markdown(const Comparison& comparison, const GateDecision* decision) {
    BoundedText text(kMostBytes);
    text.reserve(kClosing + kBelowTables);
    const std::vector<RowRole> roles = roles_of(comparison, decision);
    add_top(text, comparison, decision);
    const std::vector<std::size_t> wanted = rows_to_show(comparison, roles, false, roles.size());
    const std::vector<std::size_t> open = rows_to_show(comparison, roles, false, kMostRows);
    const std::size_t left_out = add_tables(text, comparison, open, roles) + wanted.size() - open.size();
    text.reserve(-kBelowTables);
    if (left_out > 0) text.add(fmt::format("\nand {} that matter less.\n", counted(left_out, "row")));
    add_summary(text, comparison);
    add_list(text, "Not compared:", not_compared_lines(comparison));
    const bool all_stand_open = open.size() == roles.size() && left_out == 0;
    if (!all_stand_open) add_fold(text, comparison, roles);
    return text.text();
}

}  // namespace inference_pio
