#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "reporting/comparison_report.hpp"
#include "reporting/comparison_summary.hpp"
#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/unlike_groups.hpp"

namespace inference_pio {
namespace {

// GitHub shows ten annotations of each kind of one step; what is beyond is dropped without a word.
constexpr std::size_t kMostOfAKind = 10;
constexpr std::size_t kMostRows = 8;        // named in one annotation
constexpr std::size_t kLongestTitle = 120;  // code points
constexpr std::size_t kLongestLine = 300;

enum class Kind { error, warning, notice };

std::string_view word_of(Kind kind) {
    return kind == Kind::error ? "error" : kind == Kind::warning ? "warning" : "notice";
}

// Of a command's data; of a property too, where a colon and a comma would end it.
std::string escape(std::string_view text, bool property) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '%':
                escaped += "%25";
                break;
            case '\r':
                escaped += "%0D";
                break;
            case '\n':
                escaped += "%0A";
                break;
            case ':':
                escaped += property ? "%3A" : ":";
                break;
            case ',':
                escaped += property ? "%2C" : ",";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

struct Annotation {
    std::string title;
    std::vector<std::string> lines;  // at least one
};

class Annotations {
public:
    void add(Kind kind, const std::string& title, const std::vector<std::string>& lines) {
        kinds_.at(static_cast<std::size_t>(kind)).push_back({title, lines});
    }

    [[nodiscard]] std::string print() const {
        std::string text;
        for (const Kind kind : {Kind::error, Kind::warning, Kind::notice}) {
            const std::vector<Annotation>& all = kinds_.at(static_cast<std::size_t>(kind));
            const std::size_t shown = all.size() > kMostOfAKind ? kMostOfAKind - 1 : all.size();
            for (std::size_t i = 0; i < shown; ++i) text += line_of(kind, all[i]);
            if (shown < all.size()) text += line_of(kind, rest_of(all, shown));
        }
        return text;
    }

private:
    static std::string line_of(Kind kind, const Annotation& one) {
        std::string message;
        for (const std::string& line : one.lines) {
            message += (message.empty() ? "" : "\n") + clean_words(line, kLongestLine);
        }
        const std::string title = clean_words("piobench: " + one.title, kLongestTitle);
        return fmt::format("::{} title={}::{}\n", word_of(kind), escape(title, true), escape(message, false));
    }

    static Annotation rest_of(const std::vector<Annotation>& all, std::size_t from) {
        Annotation rest{fmt::format("{} more", all.size() - from), {}};
        for (std::size_t i = from; i < std::min(all.size(), from + kMostRows); ++i) {
            rest.lines.push_back(all[i].title + ": " + all[i].lines.front());
        }
        return rest;
    }

    std::array<std::vector<Annotation>, 3> kinds_;
};

std::vector<std::string> row_lines(const Comparison& comparison, const std::vector<std::size_t>& rows) {
    std::vector<std::string> lines;
    for (const std::size_t index : rows) {
        if (index >= comparison.rows.size()) continue;
        if (lines.size() == kMostRows) {
            lines.push_back(fmt::format("and {} more", rows.size() - kMostRows));
            break;
        }
        const ComparedMetric& row = comparison.rows[index];
        lines.push_back(fmt::format("{} of {}: {}", row.metric.name, row.case_name(), row_sentence(row)));
    }
    return lines;
}

bool any_with(const std::vector<std::size_t>& rows, const std::vector<RowRole>& roles, RowRole role) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](std::size_t row) { return row < roles.size() && roles[row] == role; });
}

void add_findings(Annotations& annotations, const Comparison& comparison, const std::vector<RowRole>& roles) {
    for (const Finding& finding : comparison.findings) {
        std::vector<std::string> lines{finding.headline};
        if (!finding.cause.empty()) lines.push_back(finding.cause);
        for (std::string& line : row_lines(comparison, finding.rows)) lines.push_back(std::move(line));
        if (finding.verdict == Verdict::improved) {
            annotations.add(Kind::notice, "improved", lines);
        } else if (any_with(finding.rows, roles, RowRole::alarm)) {
            annotations.add(Kind::error, "regressed", lines);
        } else if (any_with(finding.rows, roles, RowRole::suspect)) {
            annotations.add(Kind::warning, "suspected of having regressed", lines);
        }
    }
}

// Rows that alarm and stand in no finding: none may go unsaid.
void add_the_others(Annotations& annotations, const Comparison& comparison, const std::vector<RowRole>& roles) {
    std::set<std::size_t> found;
    for (const Finding& finding : comparison.findings) found.insert(finding.rows.begin(), finding.rows.end());
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (found.contains(i)) continue;
        if (roles[i] == RowRole::alarm) annotations.add(Kind::error, "regressed", row_lines(comparison, {i}));
        if (roles[i] == RowRole::suspect) {
            annotations.add(Kind::warning, "suspected of having regressed", row_lines(comparison, {i}));
        }
    }
}

void add_caveats(Annotations& annotations, const Comparison& comparison, const GateDecision* decision) {
    if (comparison.control && comparison.control->flagged) {
        std::vector<std::string> lines{comparison.control->reason.empty() ? "the control shows a difference"
                                                                          : comparison.control->reason};
        for (const std::string& by : comparison.control->by) lines.push_back(by);
        annotations.add(Kind::warning, "the machine is unfit", lines);
    }
    if (comparison.interrupted) {
        annotations.add(Kind::warning, "interrupted", {"this is what was measured until then"});
    }
    const bool unfit = comparison.control && comparison.control->flagged;
    const std::string reason = decision == nullptr ? std::string() : decision->reason;
    const bool nothing =
        decision == nullptr ? !is_anything_compared(comparison) : decision->outcome == GateOutcome::nothing_compared;
    if (nothing) {
        annotations.add(Kind::warning, "nothing was compared", {reason.empty() ? "no case can be compared" : reason});
    }
    if (decision != nullptr && !decision->unsettled.empty() && !unfit) {
        const bool said = decision->outcome == GateOutcome::inconclusive && !reason.empty();
        std::vector<std::string> lines{
            said ? reason : counted(decision->unsettled.size(), "comparison") + " that should have been settled"};
        if (const std::string doubts = doubts_text(comparison); !doubts.empty()) lines.push_back(doubts);
        for (std::string& line : row_lines(comparison, decision->unsettled)) lines.push_back(std::move(line));
        annotations.add(Kind::warning, "no verdict", lines);
    }
    for (const UnlikeGroup& group : collapse_unlike(comparison.unlike)) {
        annotations.add(Kind::warning, "not compared", {unlike_text(group)});
    }
    for (const std::string& missing : missing_reasons(comparison)) {
        annotations.add(Kind::warning, "not compared", {missing});
    }
}

}  // namespace

std::string format_github_annotations(const Comparison& comparison, const GateDecision* decision) {
    Annotations annotations;
    const std::vector<RowRole> roles = roles_of(comparison, decision);
    add_findings(annotations, comparison, roles);
    add_the_others(annotations, comparison, roles);
    add_caveats(annotations, comparison, decision);
    return annotations.print();
}

}  // namespace inference_pio
