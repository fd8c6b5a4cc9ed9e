#include "judgement/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "judgement/common_cause.hpp"
#include "judgement/metric_kind.hpp"

namespace inference_pio {
namespace {

using Rows = std::vector<ComparedMetric>;
using Indices = std::vector<std::size_t>;

// Rows that may stand in one finding.
struct Class {
    Verdict verdict = Verdict::regressed;
    MetricKind kind = MetricKind::speed;
    std::string accepted;  // empty: not accepted
    auto operator<=>(const Class&) const = default;
};

double change_of(const ComparedMetric& row) { return std::abs(*row.ratio - 1); }

std::string changes_text(const Rows& rows, const Indices& indices) {
    double least = change_of(rows[indices.front()]);
    double most = least;
    for (const std::size_t i : indices) {
        least = std::min(least, change_of(rows[i]));
        most = std::max(most, change_of(rows[i]));
    }
    const std::string low = fmt::format("{:.1f}", least * 100);
    const std::string high = fmt::format("{:.1f}", most * 100);
    return low == high ? low + " %" : fmt::format("{} to {} %", low, high);
}

std::string_view direction_text(const ComparedMetric& row) {
    const bool worse = row.verdict == Verdict::regressed;
    if (metric_kind(row.metric) == MetricKind::speed) return worse ? "slower" : "faster";
    if (row.metric.unit == "bytes") return worse ? "more" : "less";
    return worse ? "worse" : "better";
}

// The value that all rows share; none: they do not.
template <class Part>
std::optional<std::string> shared(const Rows& rows, const Indices& indices, Part part) {
    const std::string first = part(rows[indices.front()]);
    const bool all = std::all_of(indices.begin(), indices.end(), [&](std::size_t i) { return part(rows[i]) == first; });
    return all && !first.empty() ? std::optional(first) : std::nullopt;
}

std::string metrics_text(const Rows& rows, const Indices& indices, bool one_case) {
    std::set<std::string> names;
    bool bytes = true;
    for (const std::size_t i : indices) {
        names.insert(rows[i].metric.name);
        bytes = bytes && rows[i].metric.unit == "bytes";
    }
    if (names.size() == 1 || one_case) return fmt::format("{}", fmt::join(names, ", "));
    if (metric_kind(rows[indices.front()].metric) == MetricKind::speed) return "speed";
    return bytes ? "memory" : "figures";
}

const Trait* find_trait(const CommonCause& cause, std::string_view name) {
    const auto found =
        std::find_if(cause.traits.begin(), cause.traits.end(), [&](const Trait& trait) { return trait.name == name; });
    return found == cause.traits.end() ? nullptr : &*found;
}

// " of qwen3_0_6b with weight_type=q4_0": the group's own traits, and its model where it has no narrower name.
std::string scope_text(const Rows& rows, const CommonCause& cause) {
    Indices all = cause.rows;
    all.insert(all.end(), cause.still.begin(), cause.still.end());
    std::string text;
    if (const Trait* one_case = find_trait(cause, "case")) return " of " + one_case->value;
    if (const Trait* benchmark = find_trait(cause, "benchmark")) {
        text += " of " + benchmark->value;
    } else if (const auto model = shared(rows, all, [](const ComparedMetric& row) { return row.model; })) {
        text += " of " + *model;
    } else if (const auto same = shared(rows, all, [](const ComparedMetric& row) { return row.benchmark; })) {
        text += " of " + *same;
    }
    if (const Trait* engine = find_trait(cause, "engine")) text += " on " + engine->value;
    if (const Trait* parameter = find_trait(cause, "parameter")) text += " with " + parameter->value;
    return text;
}

std::string count_text(const Rows& rows, const CommonCause& cause) {
    const bool one_metric = shared(rows, cause.rows, [](const ComparedMetric& r) { return r.metric.name; }).has_value();
    const std::string_view noun = one_metric ? "cases" : "values";
    const std::size_t moved = cause.rows.size();
    const std::string_view other = cause.earlier ? "other " : "";
    if (!cause.still.empty()) return fmt::format("{} of {} {}{}", moved, moved + cause.still.size(), other, noun);
    if (moved == 2) return fmt::format("both {}{}", other, noun);
    return fmt::format("all {} {}{}", moved, other, noun);
}

std::string headline_of(const Rows& rows, const CommonCause& cause) {
    const ComparedMetric& first = rows[cause.rows.front()];
    const bool one_case = find_trait(cause, "case") != nullptr;
    const std::string count = one_case && cause.still.empty() ? "" : count_text(rows, cause) + " ";
    return fmt::format("{}{}: {}{} {}", metrics_text(rows, cause.rows, one_case), scope_text(rows, cause), count,
                       changes_text(rows, cause.rows), direction_text(first));
}

// What all rows' engines have become, where they have.
std::string engine_change(const Rows& rows, const Indices& indices) {
    const auto before = shared(rows, indices, [](const ComparedMetric& row) { return row.baseline_engine; });
    const auto after = shared(rows, indices, [](const ComparedMetric& row) { return row.candidate_engine; });
    if (!before || !after || *before == *after) return {};
    return fmt::format("the engine changed from {} to {}", *before, *after);
}

std::string cause_text(const Rows& rows, const CommonCause& cause) {
    std::vector<std::string> parts;
    if (cause.traits.empty()) parts.emplace_back("everything of its kind that was compared");
    for (const std::string_view name : {"engine", "model", "benchmark", "case", "metric"}) {
        if (find_trait(cause, name) != nullptr) parts.push_back(fmt::format("one {}", name));
    }
    if (const Trait* parameter = find_trait(cause, "parameter")) parts.push_back("only " + parameter->value);
    std::string text = fmt::format("{}", fmt::join(parts, ", "));
    if (!cause.still.empty()) text += ", in part";
    const std::string engine = engine_change(rows, cause.rows);
    return engine.empty() ? text : text + "; " + engine;
}

Finding finding_of(const Rows& rows, const Class& of, CommonCause cause) {
    Finding finding;
    finding.verdict = of.verdict;
    finding.headline = headline_of(rows, cause);
    finding.cause = cause_text(rows, cause);
    finding.rows = std::move(cause.rows);
    return finding;
}

Finding lone_finding(const Rows& rows, const Class& of, std::size_t index) {
    const ComparedMetric& row = rows[index];
    Finding finding;
    finding.verdict = of.verdict;
    finding.headline = fmt::format("{} of {}: {} {}", row.metric.name, row.case_name(), changes_text(rows, {index}),
                                   direction_text(row));
    finding.cause = "one case, one metric";
    if (const std::string engine = engine_change(rows, {index}); !engine.empty()) finding.cause += "; " + engine;
    finding.rows = {index};
    return finding;
}

double largest_change(const Rows& rows, const Finding& finding) {
    double largest = 0;
    for (const std::size_t i : finding.rows) largest = std::max(largest, std::abs(std::log(*rows[i].ratio)));
    return largest;
}

int gravity(const Rows& rows, const Finding& finding) {
    if (finding.verdict == Verdict::improved) return 2;
    return rows[finding.rows.front()].accepted ? 1 : 0;
}

}  // namespace

std::vector<Finding> group_findings(const std::vector<ComparedMetric>& rows) {
    std::map<MetricKind, Indices> universe;
    std::map<Class, Indices> moved;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ComparedMetric& row = rows[i];
        if (!row.deciding || !row.ratio || !(*row.ratio > 0)) continue;
        const MetricKind kind = metric_kind(row.metric);
        universe[kind].push_back(i);
        if (row.verdict != Verdict::regressed && row.verdict != Verdict::improved) continue;
        moved[{row.verdict, kind, row.accepted.value_or("")}].push_back(i);
    }
    std::vector<Finding> findings;
    for (const auto& [of, indices] : moved) {
        std::vector<Finding> found;
        CauseSearch search(rows, universe[of.kind], indices);
        while (auto cause = search.next()) found.push_back(finding_of(rows, of, *std::move(cause)));
        for (const std::size_t index : search.unexplained()) found.push_back(lone_finding(rows, of, index));
        for (Finding& finding : found) {
            if (!of.accepted.empty()) finding.cause = fmt::format("accepted: {}; {}", of.accepted, finding.cause);
            findings.push_back(std::move(finding));
        }
    }
    std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
        const int left = gravity(rows, a);
        const int right = gravity(rows, b);
        return left != right ? left < right : largest_change(rows, a) > largest_change(rows, b);
    });
    return findings;
}

}  // namespace inference_pio
