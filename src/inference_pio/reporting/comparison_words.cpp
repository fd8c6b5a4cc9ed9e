#include "reporting/comparison_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

constexpr double kUnchanged = 0.00005;  // share; what "0.00 %" would be said of

struct WordsOfChange {
    std::string_view growth;
    std::string_view drop;
};

bool is_time(std::string_view unit) { return unit == "s" || unit == "s/token" || unit == "ms"; }

bool is_rate(std::string_view unit) { return unit.ends_with("/s") || unit.ends_with("/sec"); }

bool is_amount(std::string_view unit) { return unit == "bytes" || unit.starts_with("J"); }

WordsOfChange words_of(const MetricDefinition& metric) {
    if (metric.direction == Direction::lower_is_better && is_time(metric.unit)) return {"slower", "faster"};
    if (metric.direction == Direction::higher_is_better && is_rate(metric.unit)) return {"faster", "slower"};
    if (is_time(metric.unit)) return {"longer", "shorter"};
    if (is_amount(metric.unit)) return {"more", "less"};
    return {"higher", "lower"};
}

double share_of(double ratio) { return std::abs(ratio - 1); }

std::string said(const MetricDefinition& metric, double ratio) {
    if (share_of(ratio) < kUnchanged) return "unchanged";
    return fmt::format("{} {}", share_text(share_of(ratio)), change_word(metric, ratio));
}

// Without the percent sign, which stands once behind both ends.
std::string bare_share(double share) {
    std::string text = share_text(share);
    text.erase(text.find(' '));
    return text;
}

std::string value_or_none(const std::optional<double>& value, const MetricDefinition& metric) {
    return value ? format_quantity(*value, metric.unit) : "none";
}

std::string times(int number) { return number == 1 ? "once" : number == 2 ? "twice" : fmt::format("{} times", number); }

}  // namespace

std::string counted(std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : noun.ends_with("s") ? "es" : "s");
}

std::string share_text(double share) {
    const double percent = 100 * std::abs(share);
    if (percent == 0) return "0 %";
    if (percent >= 99.5) return format_number(percent) + " %";
    if (percent >= 9.95) return fmt::format("{:.0f} %", percent);
    return percent >= 0.095 ? fmt::format("{:.1f} %", percent) : fmt::format("{:.2f} %", percent);
}

std::string_view change_word(const MetricDefinition& metric, double ratio) {
    const WordsOfChange words = words_of(metric);
    return ratio >= 1 ? words.growth : words.drop;
}

std::string change_text(const ComparedMetric& row) { return row.ratio ? said(row.metric, *row.ratio) : std::string(); }

std::string interval_text(const ComparedMetric& row) {
    if (!row.interval || row.interval->low == row.interval->high) return {};
    auto [low, high] = std::pair{row.interval->low, row.interval->high};
    const bool one_sided = (low >= 1) == (high >= 1) && (!row.ratio || (*row.ratio >= 1) == (low >= 1));
    if (one_sided) {
        if (share_of(low) > share_of(high)) std::swap(low, high);
        return fmt::format("{} to {}", bare_share(share_of(low)), share_text(share_of(high)));
    }
    // The good end first, whichever that is.
    if (row.metric.direction == Direction::higher_is_better) std::swap(low, high);
    return fmt::format("{} to {}", said(row.metric, low), said(row.metric, high));
}

std::string effect_text(const ComparedMetric& row) {
    const std::string interval = interval_text(row);
    return interval.empty() || !row.ratio ? change_text(row) : fmt::format("{} ({})", change_text(row), interval);
}

std::string evidence_text(const ComparedMetric& row) {
    if (row.pairs) return counted(static_cast<std::size_t>(std::max(*row.pairs, 0)), "pair");
    const std::int64_t base = std::max<std::int64_t>(row.baseline_processes, 0);
    const std::int64_t candidate = std::max<std::int64_t>(row.candidate_processes, 0);
    if (base == 0 && candidate == 0) return {};
    if (base == candidate) return counted(static_cast<std::size_t>(base), "process") + " each";
    return fmt::format("{} and {} processes", base, candidate);
}

std::string doubt_text(const ComparedMetric& row) {
    if (row.verdict != Verdict::inconclusive) return {};
    std::string text;
    if (row.ratio && row.smallest_effect) {
        text = fmt::format("an effect of {} or more would have been seen", share_text(*row.smallest_effect));
    }
    if (row.pairs_missing) {
        text += fmt::format("{}about {} more pair{}", text.empty() ? "" : "; ", *row.pairs_missing,
                            *row.pairs_missing == 1 ? "" : "s");
        if (row.duration_missing_s) text += fmt::format(" ({})", format_duration(Seconds(*row.duration_missing_s)));
        text += " would settle it";
    }
    return text;
}

std::string baseline_text(const ComparedMetric& row) { return value_or_none(row.baseline, row.metric); }

std::string candidate_text(const ComparedMetric& row) { return value_or_none(row.candidate, row.metric); }

std::string verdict_text(const ComparedMetric& row) {
    std::string text(to_string(row.verdict));
    if (row.confirmations > 0) text += ", confirmed " + times(row.confirmations);
    if (row.accepted) text += ", accepted";
    return text;
}

std::string row_sentence(const ComparedMetric& row) {
    std::string text = fmt::format("{} -> {}", baseline_text(row), candidate_text(row));
    for (const std::string& part : {effect_text(row), evidence_text(row)}) {
        if (!part.empty()) text += ", " + part;
    }
    if (!row.ratio && !row.reason.empty()) text += ": " + row.reason;
    return text;
}

}  // namespace inference_pio
