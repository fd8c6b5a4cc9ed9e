#include "worker/output_metrics.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "protocol/metric_rules.hpp"
#include "worker/output_units.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestLine = 256;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// "Peak Memory" -> "peak_memory"; empty for a text that is no name.
std::string snake_case_of(std::string_view text) {
    if (text.empty() || !is_letter(text[0])) return {};
    std::string name;
    for (const char c : text) {
        if (is_letter(c) || is_digit(c)) {
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (c == ' ' || c == '_' || c == '-' || c == '.' || c == '/') {
            if (name.back() != '_') name += '_';
        } else {
            return {};
        }
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return is_metric_name(name) ? name : std::string();
}

// "Latency (ms)" -> "Latency" and "ms"; the unit is empty where no known one stands in brackets.
std::pair<std::string_view, std::string_view> split_bracketed_unit(std::string_view name) {
    const char closing = name.empty() ? '\0' : name.back();
    if (closing != ')' && closing != ']') return {name, {}};
    const std::size_t open = name.rfind(closing == ')' ? '(' : '[');
    if (open == name.npos) return {name, {}};
    const std::string_view unit = trimmed(name.substr(open + 1, name.size() - open - 2));
    return {trimmed(name.substr(0, open)), unit};
}

struct Number {
    double value;
    std::size_t length;  // characters that it takes
};

// Commas count only between groups of exactly three digits: 1,234.5 is a number, 1,23 is not.
std::optional<Number> parse_number(std::string_view text) {
    std::string digits;
    std::size_t at = 0;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
        if (text[at] == '-') digits += '-';
        ++at;
    }
    std::size_t group = 0;
    bool grouped = false;
    while (at < text.size()) {
        if (is_digit(text[at])) {
            digits += text[at++];
            ++group;
        } else if (text[at] == ',' && at + 1 < text.size() && is_digit(text[at + 1])) {
            if (group == 0 || group > 3 || (grouped && group != 3)) return std::nullopt;
            grouped = true;
            group = 0;
            ++at;
        } else {
            break;
        }
    }
    if (grouped && group != 3) return std::nullopt;
    if (group == 0 && !text.substr(at).starts_with('.')) return std::nullopt;  // a sign alone, "nan", "inf"
    const std::string_view rest = text.substr(at);
    digits += rest;
    double value = 0;
    const char* const begin = digits.data();
    const auto parsed = std::from_chars(begin, begin + digits.size(), value, std::chars_format::general);
    if (parsed.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
    const std::size_t unread = digits.size() - static_cast<std::size_t>(parsed.ptr - begin);
    if (unread > rest.size()) return std::nullopt;
    return Number{value, text.size() - unread};
}

MetricDefinition definition_of(std::string name, const OutputUnit& unit) {
    const MetricDefinition* const known = find_metric(name);
    if (known != nullptr && known->unit == unit.name) return *known;
    if (known != nullptr) {
        name += '_';
        for (const char c : unit.name) name += c == '/' ? '_' : c;
    }
    MetricDefinition definition;
    definition.name = std::move(name);
    definition.unit = unit.name;
    definition.direction = unit.direction;
    definition.meaning = "as the program printed it";
    return definition;
}

}  // namespace

std::optional<OutputMetric> parse_metric_line(std::string_view line) {
    line = trimmed(line);
    const std::size_t colon = line.find(':');
    if (line.size() > kLongestLine || colon == line.npos) return std::nullopt;
    const auto [printed_name, bracketed] = split_bracketed_unit(trimmed(line.substr(0, colon)));
    std::string name = snake_case_of(printed_name);
    const std::string_view text = trimmed(line.substr(colon + 1));
    const std::optional<Number> number = parse_number(text);
    if (name.empty() || !number) return std::nullopt;

    const std::string_view printed_unit = trimmed(text.substr(number->length));
    const bool in_brackets = !bracketed.empty() && printed_unit.empty();
    const std::optional<OutputUnit> unit = parse_unit(in_brackets ? bracketed : printed_unit);
    if (!unit || (!bracketed.empty() && (!in_brackets || !unit->known))) return std::nullopt;
    // "0x10" is not ten of the unit x10: what is no unit that we know stands apart.
    const bool attached = !printed_unit.empty() && text[number->length] != ' ';
    if (attached && !unit->known) return std::nullopt;

    const double value = number->value * unit->scale;
    MetricDefinition definition = definition_of(std::move(name), *unit);
    if (!std::isfinite(value) || !is_metric_name(definition.name)) return std::nullopt;
    return OutputMetric{std::move(definition), value};
}

std::map<std::string, OutputSeries> parse_output_metrics(std::string_view text) {
    std::map<std::string, OutputSeries> metrics;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::optional<OutputMetric> metric = parse_metric_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!metric) continue;
        auto found = metrics.find(metric->definition.name);
        if (found == metrics.end()) {
            if (metrics.size() >= kMostOutputMetrics) continue;
            std::string name = metric->definition.name;
            found = metrics.emplace(std::move(name), OutputSeries{std::move(metric->definition), {}}).first;
        } else if (found->second.definition.unit != metric->definition.unit) {
            continue;  // one name, two units: only the first can be right
        }
        if (found->second.values.size() < kMostOutputValues) found->second.values.push_back(metric->value);
    }
    return metrics;
}

}  // namespace inference_pio
