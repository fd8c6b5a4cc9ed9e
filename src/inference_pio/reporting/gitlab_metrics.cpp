// OpenMetrics 1.0 text, as GitLab reads it: its reader cuts every line at a '#' and takes the rest apart as a shell
// would, so no label may hold one, and a sample has to be two words.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "reporting/comparison_report.hpp"
#include "reporting/outside_words.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestLabel = 200;  // code points

struct Family {
    std::string name;
    std::string unit;  // its suffix; empty: none
    std::string help;
    std::vector<std::string> samples;
    std::set<std::string> labels;  // of the samples: two of one family must differ
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters, digits and '_', not beginning with a digit or with "__", which is reserved.
std::string name_of(std::string_view words) {
    std::string name;
    for (const char c : words) {
        const char legal = is_letter(c) || is_digit(c) ? c : '_';
        if (legal != '_' || (!name.empty() && name.back() != '_')) name += legal;
    }
    while (name.ends_with('_')) name.pop_back();
    if (name.empty() || is_digit(name.front())) name.insert(0, "x");
    return name;
}

std::string unit_suffix(std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kUnits{{
        {"s", "seconds"},
        {"s/token", "seconds_per_token"},
        {"tokens/sec", "tokens_per_second"},
        {"bytes", "bytes"},
        {"bytes/s", "bytes_per_second"},
        {"flop/s", "flop_per_second"},
        {"J", "joules"},
        {"J/token", "joules_per_token"},
        {"ratio", "ratio"},
    }};
    for (const auto& [known, suffix] : kUnits) {
        if (unit == known) return std::string(suffix);
    }
    return unit.empty() ? std::string() : name_of(unit);
}

std::string escape(std::string_view text, bool label) {
    std::string escaped;
    for (const char c : clean_words(text, kLongestLabel)) {
        if (c == '\\' || c == '"') escaped += '\\';
        escaped += label && c == '#' ? '?' : c;
    }
    return escaped;
}

// Six digits, as a person would write them: GitLab compares and shows them as text.
std::string number_text(double value) {
    const bool large = std::abs(value) >= 1e6 && std::abs(value) < 1e15;
    return large ? fmt::format("{:.0f}", value) : fmt::format("{:.6g}", value);
}

class LabelSet {
public:
    void add(std::string_view name, std::string_view value) {
        std::string legal = name_of(name);
        while (!names_.insert(legal).second) legal += "_";
        text_ += fmt::format("{}{}=\"{}\"", text_.empty() ? "" : ",", legal, escape(value, true));
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::set<std::string> names_;
    std::string text_;
};

LabelSet labels_of(const ComparedMetric& row, LabelSet labels = {}) {
    labels.add("benchmark", row.benchmark);
    // `itl` has a row for each of its quantiles.
    if (row.metric.reduction == Reduction::pooled && !row.statistic.empty()) labels.add("statistic", row.statistic);
    for (const auto& [name, value] : row.parameters.entries()) labels.add(name, to_string(value));
    return labels;
}

// Families stand together, in order of first appearance.
class Families {
public:
    Family& of(const std::string& name, const std::string& unit, std::string_view help) {
        const auto [place, fresh] = places_.try_emplace(name, families_.size());
        if (fresh) families_.push_back({name, unit, escape(help, false), {}, {}});
        return families_[place->second];
    }

    static void add(Family& family, LabelSet labels, double value) {
        for (std::size_t number = 2; !family.labels.insert(labels.text()).second; ++number) {
            labels.add("repeated", fmt::format("{}", number));
        }
        family.samples.push_back(fmt::format("{}{{{}}} {}\n", family.name, labels.text(), number_text(value)));
    }

    [[nodiscard]] std::string print() const {
        std::string text;
        for (const Family& family : families_) {
            text += fmt::format("# TYPE {} gauge\n", family.name);
            if (!family.unit.empty()) text += fmt::format("# UNIT {} {}\n", family.name, family.unit);
            if (!family.help.empty()) text += fmt::format("# HELP {} {}\n", family.name, family.help);
            for (const std::string& sample : family.samples) text += sample;
        }
        return text + "# EOF\n";
    }

private:
    std::vector<Family> families_;
    std::map<std::string, std::size_t> places_;
};

void add_value(Families& families, const ComparedMetric& row) {
    if (!row.candidate || !std::isfinite(*row.candidate)) return;
    const std::string unit = unit_suffix(row.metric.unit);
    const std::string stem = "piobench_" + name_of(row.metric.name);
    const std::string name = unit.empty() || stem.ends_with("_" + unit) ? stem : stem + "_" + unit;
    Families::add(families.of(name, unit, row.metric.meaning), labels_of(row), *row.candidate);
}

void add_ratio(Families& families, const ComparedMetric& row) {
    if (!row.ratio || !std::isfinite(*row.ratio)) return;
    LabelSet labels;
    labels.add("metric", row.metric.name);
    Families::add(families.of("piobench_candidate_over_base_ratio", "ratio", "candidate over base"),
                  labels_of(row, std::move(labels)), *row.ratio);
}

}  // namespace

std::string format_gitlab_metrics(const Comparison& comparison) {
    Families families;
    for (const ComparedMetric& row : comparison.rows) {
        if (row.deciding) add_value(families, row);
    }
    for (const ComparedMetric& row : comparison.rows) {
        if (row.deciding) add_ratio(families, row);
    }
    return families.print();
}

}  // namespace inference_pio
