#include "worker/output_units.hpp"

#include <algorithm>
#include <array>

namespace inference_pio {
namespace {

struct KnownUnit {
    std::string_view printed;
    std::string_view name;
    double scale;
    Direction direction;
};

constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;
constexpr double kKi = 1024;

// `µ` is two different characters of Unicode.
constexpr std::array kUnits = {
    KnownUnit{"ns", "s", 1e-9, kLower},
    KnownUnit{"nanoseconds", "s", 1e-9, kLower},
    KnownUnit{"us", "s", 1e-6, kLower},
    KnownUnit{"\u00b5s", "s", 1e-6, kLower},
    KnownUnit{"\u03bcs", "s", 1e-6, kLower},
    KnownUnit{"microseconds", "s", 1e-6, kLower},
    KnownUnit{"ms", "s", 1e-3, kLower},
    KnownUnit{"msec", "s", 1e-3, kLower},
    KnownUnit{"milliseconds", "s", 1e-3, kLower},
    KnownUnit{"s", "s", 1, kLower},
    KnownUnit{"sec", "s", 1, kLower},
    KnownUnit{"secs", "s", 1, kLower},
    KnownUnit{"second", "s", 1, kLower},
    KnownUnit{"seconds", "s", 1, kLower},
    KnownUnit{"min", "s", 60, kLower},
    KnownUnit{"minutes", "s", 60, kLower},
    KnownUnit{"h", "s", 3600, kLower},
    KnownUnit{"hours", "s", 3600, kLower},
    KnownUnit{"B", "bytes", 1, kLower},
    KnownUnit{"byte", "bytes", 1, kLower},
    KnownUnit{"bytes", "bytes", 1, kLower},
    KnownUnit{"kB", "bytes", 1e3, kLower},
    KnownUnit{"KB", "bytes", 1e3, kLower},
    KnownUnit{"MB", "bytes", 1e6, kLower},
    KnownUnit{"GB", "bytes", 1e9, kLower},
    KnownUnit{"TB", "bytes", 1e12, kLower},
    KnownUnit{"KiB", "bytes", kKi, kLower},
    KnownUnit{"MiB", "bytes", kKi* kKi, kLower},
    KnownUnit{"GiB", "bytes", kKi* kKi* kKi, kLower},
    KnownUnit{"TiB", "bytes", kKi* kKi* kKi* kKi, kLower},
    KnownUnit{"mJ", "J", 1e-3, kLower},
    KnownUnit{"J", "J", 1, kLower},
    KnownUnit{"kJ", "J", 1e3, kLower},
    KnownUnit{"joule", "J", 1, kLower},
    KnownUnit{"joules", "J", 1, kLower},
    KnownUnit{"%", "ratio", 1e-2, Direction::neutral},
    KnownUnit{"percent", "ratio", 1e-2, Direction::neutral},
    KnownUnit{"FLOPS", "flop/s", 1, kHigher},
    KnownUnit{"GFLOPS", "flop/s", 1e9, kHigher},
    KnownUnit{"TFLOPS", "flop/s", 1e12, kHigher},
    KnownUnit{"tps", "tokens/sec", 1, kHigher},
    KnownUnit{"fps", "frames/sec", 1, kHigher},
};

// What counts in `<count>/s`, where it is not written as records write it.
struct KnownCount {
    std::string_view printed;
    std::string_view name;
    double scale;
};

constexpr std::array kCounts = {
    KnownCount{"tok", "tokens", 1},   KnownCount{"token", "tokens", 1},  KnownCount{"toks", "tokens", 1},
    KnownCount{"FLOP", "flop", 1},    KnownCount{"flops", "flop", 1},    KnownCount{"MFLOP", "flop", 1e6},
    KnownCount{"GFLOP", "flop", 1e9}, KnownCount{"TFLOP", "flop", 1e12},
};

std::string lower(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

// Words of three letters or more are known in any case; "MB" and "mb" are different things.
template <class Table>
auto find_in(const Table& table, std::string_view text) -> const typename Table::value_type* {
    const std::string small = lower(text);
    for (const auto& entry : table) {
        if (entry.printed == text || (text.size() > 2 && entry.printed.size() > 2 && lower(entry.printed) == small)) {
            return &entry;
        }
    }
    return nullptr;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Letters, then also digits and underscores; at most 24 characters.
bool is_word(std::string_view text) {
    constexpr std::size_t kLongest = 24;
    if (text.empty() || text.size() > kLongest || !is_letter(text[0])) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// "tokens/s", "ms/token": one over another.
std::optional<OutputUnit> parse_quotient(std::string_view above, std::string_view below) {
    const KnownUnit* const numerator = find_in(kUnits, above);
    const KnownUnit* const denominator = find_in(kUnits, below);
    if (denominator != nullptr && denominator->name == "s") {  // a rate
        const double per_second = 1 / denominator->scale;
        if (numerator != nullptr && numerator->name == "bytes") {
            return OutputUnit{"bytes/s", numerator->scale * per_second, kHigher, true};
        }
        if (numerator != nullptr || !is_word(above)) return std::nullopt;
        const KnownCount* const count = find_in(kCounts, above);
        if (count != nullptr && count->name == "flop")
            return OutputUnit{"flop/s", count->scale * per_second, kHigher, true};
        return OutputUnit{std::string(count == nullptr ? lower(above) : count->name) + "/sec", per_second, kHigher,
                          true};
    }
    if (numerator == nullptr || denominator != nullptr || !is_word(below)) return std::nullopt;
    const KnownCount* const count = find_in(kCounts, below);
    const std::string item = count != nullptr && count->name == "tokens" ? "token" : lower(below);
    return OutputUnit{std::string(numerator->name) + "/" + item, numerator->scale, numerator->direction, true};
}

}  // namespace

std::optional<OutputUnit> parse_unit(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return OutputUnit{"number", 1, Direction::neutral, false};
    if (const KnownUnit* const unit = find_in(kUnits, text)) {
        return OutputUnit{std::string(unit->name), unit->scale, unit->direction, true};
    }
    constexpr std::string_view kPer = " per ";
    if (const std::size_t per = text.find(kPer); per != text.npos) {
        return parse_quotient(trimmed(text.substr(0, per)), trimmed(text.substr(per + kPer.size())));
    }
    if (const std::size_t slash = text.find('/'); slash != text.npos) {
        return parse_quotient(trimmed(text.substr(0, slash)), trimmed(text.substr(slash + 1)));
    }
    if (!is_word(text)) return std::nullopt;
    return OutputUnit{lower(text), 1, Direction::neutral, false};
}

}  // namespace inference_pio
