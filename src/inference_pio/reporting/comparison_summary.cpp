#include "reporting/comparison_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

RowRole role_without_gate(const ComparedMetric& row) {
    switch (row.verdict) {
        case Verdict::regressed:
            return row.deciding && !row.accepted ? RowRole::alarm : RowRole::tolerated;
        case Verdict::improved:
            return RowRole::improved;
        case Verdict::inconclusive:
            return row.deciding ? RowRole::unsettled : RowRole::quiet;
        case Verdict::equivalent:
            break;
    }
    return RowRole::quiet;
}

// The share by which it changed, for the order of rows of one role.
double size_of(const ComparedMetric& row) { return row.ratio ? std::max(*row.ratio, 1 / *row.ratio) : 0; }

std::string range_text(double low, double high) {
    const std::string from = share_text(low);
    const std::string to = share_text(high);
    return from == to ? to : fmt::format("{} to {}", from.substr(0, from.find(' ')), to);
}

// Metrics of one case are measured together: the time that a case still needs is that of its neediest metric.
double seconds_missing(const std::vector<const ComparedMetric*>& rows) {
    std::map<std::string, double> by_case;
    for (const ComparedMetric* row : rows) {
        double& seconds = by_case[row->case_name()];
        seconds = std::max(seconds, row->duration_missing_s.value_or(0));
    }
    double sum = 0;
    for (const auto& [name, seconds] : by_case) sum += seconds;
    return sum;
}

const Finding* worst_finding(const Comparison& comparison, const std::vector<RowRole>& roles) {
    for (const Finding& finding : comparison.findings) {
        const bool alarms = std::any_of(finding.rows.begin(), finding.rows.end(), [&](std::size_t row) {
            return row < roles.size() && roles[row] == RowRole::alarm;
        });
        if (finding.verdict == Verdict::regressed && alarms) return &finding;
    }
    return nullptr;
}

std::string got_worse(const Comparison& comparison, const std::vector<RowRole>& roles) {
    const auto count = static_cast<std::size_t>(std::count(roles.begin(), roles.end(), RowRole::alarm));
    const Finding* worst = worst_finding(comparison, roles);
    if (worst == nullptr) return fmt::format("regressed: {} got worse", counted(count, "comparison"));
    const std::size_t others = count - std::min(count, worst->rows.size());
    std::string text = "regressed: " + worst->headline;
    return others == 0 ? text : text + fmt::format(", and {} more", others);
}

std::string nothing_got_worse(const Tally& tally) {
    std::string text = tally.accepted == 0
                           ? std::string("nothing got worse")
                           : fmt::format("nothing got worse but for what was accepted ({})", tally.accepted);
    if (tally.inconclusive > 0) text += fmt::format(" as far as can be told: {} inconclusive", tally.inconclusive);
    if (tally.improved > 0) text += fmt::format(", {} improved", tally.improved);
    return text;
}

std::string because(std::string text, const std::string& reason) {
    return reason.empty() ? text : text + ": " + reason;
}

std::string headline_of_gate(const Comparison& comparison, const GateDecision& decision) {
    switch (decision.outcome) {
        case GateOutcome::regressed:
            return got_worse(comparison, roles_of(comparison, &decision));
        case GateOutcome::inconclusive:
            return because("inconclusive", decision.reason);
        case GateOutcome::nothing_compared:
            return because("nothing was compared", decision.reason);
        case GateOutcome::passed:
            break;
    }
    return nothing_got_worse(tally_of(comparison));
}

std::string headline_of_rows(const Comparison& comparison) {
    if (comparison.control && comparison.control->flagged) {
        return because("inconclusive: the machine is unfit", comparison.control->reason);
    }
    const Tally tally = tally_of(comparison);
    if (tally.regressed > 0) return got_worse(comparison, roles_of(comparison, nullptr));
    if (!is_anything_compared(comparison)) return "nothing was compared";
    if (tally.inconclusive == tally.deciding) return "inconclusive: no difference and no agreement could be shown";
    return nothing_got_worse(tally);
}

}  // namespace

std::vector<RowRole> roles_of(const Comparison& comparison, const GateDecision* decision) {
    std::vector<RowRole> roles;
    for (const ComparedMetric& row : comparison.rows) {
        const RowRole role = role_without_gate(row);
        roles.push_back(decision != nullptr && role == RowRole::alarm ? RowRole::tolerated : role);
    }
    if (decision == nullptr) return roles;
    for (const auto& [rows, role] :
         {std::pair{&decision->suspects, RowRole::suspect}, std::pair{&decision->alarms, RowRole::alarm}}) {
        for (const std::size_t row : *rows) {
            if (row < roles.size()) roles[row] = role;
        }
    }
    return roles;
}

std::vector<std::size_t> rows_to_show(const Comparison& comparison, const std::vector<RowRole>& roles, bool all,
                                      std::size_t limit) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (all || roles[i] != RowRole::quiet) rows.push_back(i);
    }
    if (rows.size() <= limit) return rows;
    const auto graver = [&](std::size_t a, std::size_t b) {
        if (roles[a] != roles[b]) return roles[a] < roles[b];
        return size_of(comparison.rows[a]) > size_of(comparison.rows[b]);
    };
    std::stable_sort(rows.begin(), rows.end(), graver);
    rows.resize(limit);
    std::sort(rows.begin(), rows.end());
    return rows;
}

bool is_anything_compared(const Comparison& comparison) {
    return std::any_of(comparison.rows.begin(), comparison.rows.end(),
                       [](const ComparedMetric& row) { return row.deciding && row.baseline && row.candidate; });
}

Tally tally_of(const Comparison& comparison) {
    Tally tally;
    std::set<std::string> cases;
    for (const ComparedMetric& row : comparison.rows) {
        if (!row.deciding) continue;
        ++tally.deciding;
        cases.insert(row.case_name());
        switch (row.verdict) {
            case Verdict::regressed:
                ++(row.accepted ? tally.accepted : tally.regressed);
                break;
            case Verdict::improved:
                ++tally.improved;
                break;
            case Verdict::equivalent:
                ++tally.equivalent;
                break;
            case Verdict::inconclusive:
                ++tally.inconclusive;
                break;
        }
    }
    tally.cases = cases.size();
    return tally;
}

std::string tally_text(const Tally& tally) {
    std::string text;
    for (const auto& [count, words] :
         {std::pair{tally.regressed, "regressed"}, std::pair{tally.accepted, "regressed and accepted"},
          std::pair{tally.improved, "improved"}, std::pair{tally.equivalent, "equivalent"},
          std::pair{tally.inconclusive, "inconclusive"}}) {
        if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, words);
    }
    if (text.empty()) return "no deciding comparison";
    return fmt::format("{} of {} in {}", text, counted(tally.deciding, "deciding comparison"),
                       counted(tally.cases, "case"));
}

std::string certainty_text(const Comparison& comparison, const Tally& tally) {
    const bool holm = comparison.correction == "holm";
    const std::string together =
        tally.deciding > 1 ? fmt::format(" over all {} together", tally.deciding) : std::string();
    if (comparison.correction == "benjamini_hochberg") {
        return fmt::format("of what is called regressed or improved, at most {} is expected to be chance{}",
                           share_text(comparison.alpha), tally.deciding > 1 ? " (Benjamini and Hochberg)" : "");
    }
    return fmt::format("certainty {}{}{}", share_text(1 - comparison.alpha), together, holm ? " (Holm)" : "");
}

std::string doubts_text(const Comparison& comparison) {
    std::vector<const ComparedMetric*> open;
    for (const ComparedMetric& row : comparison.rows) {
        if (row.deciding && row.verdict == Verdict::inconclusive && row.ratio) open.push_back(&row);
    }
    if (open.empty()) return {};
    double least = 0;
    double most = 0;
    std::vector<const ComparedMetric*> could_settle;
    int pairs = 0;
    for (const ComparedMetric* row : open) {
        if (row->smallest_effect) {
            least = most == 0 ? *row->smallest_effect : std::min(least, *row->smallest_effect);
            most = std::max(most, *row->smallest_effect);
        }
        if (!row->pairs_missing) continue;
        could_settle.push_back(row);
        pairs = std::max(pairs, *row->pairs_missing);
    }
    std::string text;
    if (most > 0)
        text = fmt::format("what is inconclusive would have shown effects of {} or more", range_text(least, most));
    if (could_settle.empty()) return text;
    text += fmt::format("{}about {} more pair{}", text.empty() ? "" : "; ", pairs, pairs == 1 ? "" : "s");
    const double seconds = seconds_missing(could_settle);
    if (seconds > 0) text += fmt::format(" ({} in all)", format_duration(Seconds(seconds)));
    return text + (could_settle.size() == open.size()
                       ? std::string(" would settle it")
                       : fmt::format(" would settle {} of {}", could_settle.size(), open.size()));
}

std::vector<std::string> missing_reasons(const Comparison& comparison) {
    std::vector<std::pair<std::string, std::size_t>> reasons;
    for (const ComparedMetric& row : comparison.rows) {
        if (row.ratio || !row.deciding) continue;
        const std::string reason = row.reason.empty() ? "nothing is said about why" : clean_words(row.reason, 200);
        const auto found =
            std::find_if(reasons.begin(), reasons.end(), [&](const auto& known) { return known.first == reason; });
        if (found == reasons.end()) {
            reasons.emplace_back(reason, 1);
        } else {
            ++found->second;
        }
    }
    std::vector<std::string> lines;
    for (const auto& [reason, count] : reasons) {
        lines.push_back(fmt::format("{} without a ratio: {}", counted(count, "comparison"), reason));
    }
    return lines;
}

std::string headline_text(const Comparison& comparison, const GateDecision* decision) {
    return clean_words(decision != nullptr ? headline_of_gate(comparison, *decision) : headline_of_rows(comparison),
                       200);
}

std::string decision_text(const Comparison& comparison, const GateDecision* decision) {
    if (decision == nullptr) return headline_text(comparison, nullptr);
    return clean_words(because(fmt::format("gate: {}", to_string(decision->outcome)), decision->reason), 400);
}

}  // namespace inference_pio
