#include "protocol/metric_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace inference_pio {
namespace {

bool is_snake_case(std::string_view word) {
    if (word.empty() || word[0] < 'a' || word[0] > 'z') return false;
    return std::all_of(word.begin(), word.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Result<void> check_name(const std::string& name) {
    if (is_metric_name(name)) return {};
    constexpr std::size_t kShown = 80;
    return fail(ErrorKind::malformed, fmt::format("\"{}\" is no name for a metric", name.substr(0, kShown)),
                "use small letters, digits and underscores, a letter first, at most 64");
}

Result<void> check_number(const std::string& name, double value) {
    if (std::isfinite(value)) return {};
    return fail(ErrorKind::malformed, fmt::format("metric {} is {}, not a finite number", name, value),
                "leave a metric out where it could not be measured");
}

}  // namespace

bool is_metric_name(std::string_view name) {
    constexpr std::size_t kLongest = 64;
    if (name.size() > kLongest) return false;
    const std::size_t dot = name.find('.');
    if (dot == name.npos) return is_snake_case(name);
    return is_snake_case(name.substr(0, dot)) && is_snake_case(name.substr(dot + 1));
}

Result<void> check_metrics(const std::map<std::string, std::vector<double>, std::less<>>& metrics) {
    for (const auto& [name, values] : metrics) {
        if (Result<void> checked = check_name(name); !checked) return checked;
        if (values.empty()) return fail(ErrorKind::malformed, fmt::format("metric {} has no values", name));
        for (const double value : values) {
            if (Result<void> checked = check_number(name, value); !checked) return checked;
        }
    }
    return {};
}

Result<void> check_metrics(const std::map<std::string, double, std::less<>>& metrics) {
    for (const auto& [name, value] : metrics) {
        if (Result<void> checked = check_name(name); !checked) return checked;
        if (Result<void> checked = check_number(name, value); !checked) return checked;
    }
    return {};
}

std::optional<std::string> find_not_finite(std::string_view line) {
    constexpr std::array<std::string_view, 5> kWords = {"NaN", "nan", "Infinity", "inf", "-inf"};
    std::string last_text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            std::size_t end = i + 1;
            while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
            last_text = line.substr(i + 1, std::min(end, line.size()) - i - 1);
            i = end;
            continue;
        }
        for (const std::string_view word : kWords) {
            if (line.substr(i).starts_with(word)) return last_text;
        }
    }
    return std::nullopt;
}

}  // namespace inference_pio
