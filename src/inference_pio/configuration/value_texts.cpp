// Shares and durations as people write them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "configuration/configuration.hpp"
#include "configuration/value_rule.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr Seconds kLongest{365 * 24 * 3600.0};

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// The number at the front of `text`, which keeps the rest. Plain decimals: no sign, no exponent, no "nan".
std::optional<double> take_number(std::string_view& text) {
    double number = 0;
    if (text.empty() || text.front() == '-' || text.front() == '+') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return number;
}

}  // namespace

Result<double> parse_share(std::string_view text) {
    std::string_view rest = trimmed(text);
    const auto number = take_number(rest);
    if (!number || (!rest.empty() && rest != "%")) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} is no share", in_quotes(text)), "write 3% or 0.03");
    }
    const double share = rest == "%" ? *number / 100 : *number;
    if (share < 1) return share;
    const bool meant_percent = rest.empty() && *number < 100;
    return fail(ErrorKind::invalid_argument, fmt::format("{} is not below 1, which is 100 %", in_quotes(text)),
                meant_percent ? fmt::format("write {} or {}%", *number / 100, *number) : "write 3% or 0.03");
}

Result<Seconds> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
        {{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}}};
    constexpr std::string_view kRemedy = "write 90s, 10m or 1.5h";
    std::string_view rest = trimmed(text);
    const auto number = take_number(rest);
    if (!number) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} is no duration", in_quotes(text)),
                    std::string(kRemedy));
    }
    for (const auto& [unit, seconds] : kUnits) {
        if (rest != unit) continue;
        const Seconds duration{*number * seconds};
        if (duration > Seconds{0} && duration <= kLongest) return duration;
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("{} is {}", in_quotes(text), duration > kLongest ? "longer than a year" : "no time at all"),
            std::string(kRemedy));
    }
    return fail(ErrorKind::invalid_argument,
                rest.empty() ? fmt::format("{} has no unit", in_quotes(text))
                             : fmt::format("{} has an unknown unit", in_quotes(text)),
                std::string(kRemedy));
}

}  // namespace inference_pio
