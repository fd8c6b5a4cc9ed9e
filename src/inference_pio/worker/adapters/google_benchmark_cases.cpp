#include "worker/adapters/google_benchmark_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <set>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::array<std::string_view, 3> kTimingWords{"real_time", "manual_time", "process_time"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string> split(std::string_view name) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        parts.emplace_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

// Only a number that is printed as it was written can stand for it.
std::optional<std::int64_t> integer_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && fmt::format("{}", number) == text ? std::optional(number) : std::nullopt;
}

// "rows" of "rows:8"; empty for what is no name with a value. "std::vector" is none.
std::string_view key_in(std::string_view part) {
    const std::size_t colon = part.find(':');
    if (colon == 0 || colon == part.npos || colon + 1 == part.size() || part[colon + 1] == ':') return {};
    if (!is_letter(part[0]) && part[0] != '_') return {};
    const std::string_view key = part.substr(0, colon);
    const bool word = std::all_of(
        key.begin(), key.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == ' '; });
    return word ? key : std::string_view();
}

bool is_timing_word(std::string_view part) {
    return std::find(kTimingWords.begin(), kTimingWords.end(), part) != kTimingWords.end();
}

bool is_argument(std::string_view part) {
    return integer_in(part).has_value() || !key_in(part).empty() || is_timing_word(part);
}

// What may stand in the name of a benchmark, and in a word, which is a part of a case's name.
std::string printable_part(std::string_view text) {
    constexpr std::string_view kKept = "_-.:/<>+";
    std::string clean;
    for (const char c : text) {
        const bool kept = is_letter(c) || is_digit(c) || kKept.find(c) != kKept.npos;
        if (kept) {
            clean += c;
        } else if (!clean.ends_with('_')) {
            clean += '_';
        }
    }
    return clean.empty() ? "_" : clean;
}

std::string axis_name(std::string_view key) {
    std::string name;
    for (const char c : key) {
        const bool capital = c >= 'A' && c <= 'Z';
        name += capital ? static_cast<char>(c - 'A' + 'a') : is_letter(c) || is_digit(c) ? c : '_';
    }
    return name;
}

struct SplitName {
    std::string exact;
    std::string head;               // printable
    std::vector<std::string> tail;  // the arguments
};

SplitName split_name(const std::string& exact) {
    const std::vector<std::string> parts = split(exact);
    std::size_t arguments = 1;
    while (arguments < parts.size() && !is_argument(parts[arguments])) ++arguments;
    SplitName name{exact, {}, {parts.begin() + static_cast<std::ptrdiff_t>(arguments), parts.end()}};
    for (std::size_t i = 0; i < arguments; ++i) name.head += (i == 0 ? "" : "/") + printable_part(parts[i]);
    return name;
}

// The name of each argument's axis; empty for a word that says what is timed. A name that stands there twice: nothing.
std::optional<std::vector<std::string>> keys_of(const std::vector<std::string>& tail) {
    const auto is_bare = [](const std::string& part) { return integer_in(part).has_value(); };
    const auto bare = std::count_if(tail.begin(), tail.end(), is_bare);
    std::vector<std::string> keys;
    std::set<std::string> seen;
    int number = 0;
    for (const std::string& part : tail) {
        std::string key;
        if (is_bare(part)) {
            key = bare == 1 ? "argument" : fmt::format("argument_{}", ++number);
        } else if (!is_timing_word(part)) {
            if (key_in(part).empty()) return std::nullopt;
            key = axis_name(key_in(part));
        }
        if (!key.empty() && !seen.insert(key).second) return std::nullopt;
        keys.push_back(std::move(key));
    }
    return keys;
}

std::string value_text(const std::string& part) {
    const std::string_view key = key_in(part);
    return key.empty() ? part : part.substr(key.size() + 1);
}

// The values of an argument, each once; integers where all are.
Axis axis_of(const std::string& name, const std::vector<SplitName>& members, std::size_t position) {
    Axis axis{name, ValueType::integer, {}};
    for (const SplitName& member : members) {
        if (!integer_in(value_text(member.tail[position]))) axis.type = ValueType::word;
    }
    for (const SplitName& member : members) {
        const std::string text = value_text(member.tail[position]);
        const Value value = axis.type == ValueType::integer ? Value(*integer_in(text)) : Value(printable_part(text));
        if (std::find(axis.values.begin(), axis.values.end(), value) == axis.values.end()) axis.values.push_back(value);
    }
    return axis;
}

bool are_distinct(const std::vector<GoogleBenchmarkCase>& cases) {
    std::set<std::string> seen;
    return std::all_of(cases.begin(), cases.end(),
                       [&](const GoogleBenchmarkCase& one) { return seen.insert(one.parameters.to_string()).second; });
}

// An axis for each argument, where the members are all combinations of their values.
std::optional<GoogleBenchmarkFamily> as_product(const std::vector<SplitName>& members) {
    const auto keys = keys_of(members.front().tail);
    if (!keys) return std::nullopt;
    for (const SplitName& member : members) {
        if (keys_of(member.tail) != keys) return std::nullopt;
    }
    GoogleBenchmarkFamily family{members.front().head, {}, {}};
    for (const SplitName& member : members) family.cases.push_back({member.exact, {}});
    std::size_t combinations = 1;
    for (std::size_t position = 0; position < keys->size(); ++position) {
        const std::string& key = (*keys)[position];
        if (key.empty()) {
            const auto same = [&](const SplitName& one) { return one.tail[position] == members[0].tail[position]; };
            if (!std::all_of(members.begin(), members.end(), same)) return std::nullopt;
            continue;
        }
        family.axes.push_back(axis_of(key, members, position));
        const bool integers = family.axes.back().type == ValueType::integer;
        combinations *= family.axes.back().values.size();
        if (combinations > members.size()) return std::nullopt;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const std::string text = value_text(members[i].tail[position]);
            family.cases[i].parameters.set(key, integers ? Value(*integer_in(text)) : Value(printable_part(text)));
        }
    }
    if (combinations != members.size() || !are_distinct(family.cases)) return std::nullopt;
    return family;
}

// One axis of words, whatever the arguments are.
GoogleBenchmarkFamily as_list(const std::vector<SplitName>& members) {
    GoogleBenchmarkFamily family{members.front().head, {{"case", ValueType::word, {}}}, {}};
    std::set<std::string> taken;
    for (const SplitName& member : members) {
        std::string word;
        for (const std::string& part : member.tail) word += (word.empty() ? "" : "/") + printable_part(part);
        if (word.empty()) word = "plain";
        const std::string wanted = word;
        for (int number = 2; !taken.insert(word).second; ++number) word = fmt::format("{}_{}", wanted, number);
        family.axes[0].values.emplace_back(word);
        family.cases.push_back({member.exact, {{"case", word}}});
    }
    return family;
}

}  // namespace

std::vector<GoogleBenchmarkFamily> google_benchmark_families(const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, std::vector<SplitName>>> groups;
    std::set<std::string> seen;
    for (const std::string& name : names) {
        if (name.empty() || !seen.insert(name).second) continue;
        SplitName parts = split_name(name);
        auto group =
            std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == parts.head; });
        if (group == groups.end()) group = groups.insert(groups.end(), {parts.head, {}});
        group->second.push_back(std::move(parts));
    }
    std::vector<GoogleBenchmarkFamily> families;
    for (const auto& [head, members] : groups) {
        auto family = as_product(members);
        families.push_back(family ? *std::move(family) : as_list(members));
    }
    return families;
}

std::string exact_name_filter(std::string_view name) {
    constexpr std::string_view kSpecial = R"($()*+.?[\^{|)";
    std::string filter = "^";
    for (const char c : name) {
        if (kSpecial.find(c) != kSpecial.npos) filter += '\\';
        filter += c;
    }
    return filter + "$";
}

}  // namespace inference_pio
