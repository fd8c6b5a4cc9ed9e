#include "importers/foreign_value.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "common/digest.hpp"
#include "records/json_reader.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::array<std::string_view, 3> kNotFinite{"NaN", "Infinity", "-Infinity"};

bool is_number_beyond_bounds(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

std::string shown(std::string_view text) {
    return text.size() <= 40 ? std::string(text) : std::string(text.substr(0, 40)) + "…";
}

// Where the integer is not among the doubles.
template <class Integer>
bool is_exact(Integer number) {
    const auto nearest = static_cast<double>(number);
    return std::abs(nearest) <= 9007199254740992.0;  // 2^53
}

}  // namespace

Result<ForeignValue> foreign_value_from_json(const Json& json, std::string_view tool) {
    if (json.is_null()) return ForeignValue{std::nullopt, fmt::format("{} gave no value", tool)};
    if (json.is_string()) {
        const auto& text = json.get_ref<const std::string&>();
        for (const std::string_view word : kNotFinite) {
            if (text == word) return ForeignValue{std::nullopt, fmt::format("{} wrote {}", tool, word)};
        }
        if (is_number_beyond_bounds(text)) {
            return ForeignValue{std::nullopt, fmt::format("{} wrote {}, which no double holds", tool, shown(text))};
        }
        return fail(unexpected_json("a number", json));
    }
    const bool inexact =
        (json.is_number_unsigned() && !is_exact(json.get<std::uint64_t>())) ||
        (json.is_number_integer() && !json.is_number_unsigned() && !is_exact(json.get<std::int64_t>()));
    if (inexact) {
        return ForeignValue{std::nullopt, fmt::format("{} wrote {}, which no double holds exactly", tool, json.dump())};
    }
    double number = 0;
    if (auto read = read_json(json, number); !read) return fail(std::move(read).error());
    return ForeignValue{number, {}};
}

Result<std::vector<double>> foreign_samples_from_json(const Json& json, std::string_view tool) {
    if (json.is_null()) return std::vector<double>{};
    bool whole = true;
    std::vector<double> samples;
    auto read = read_json_array(json, samples, [&](const Json& element) -> Result<double> {
        const auto value = foreign_value_from_json(element, tool);
        if (!value) return fail(value.error());
        whole = whole && value->number.has_value();
        return value->number.value_or(0);
    });
    if (!read) return fail(std::move(read).error());
    if (!whole) samples.clear();
    return samples;
}

const Json* find_at(const Json& json, std::initializer_list<std::string_view> path) {
    const Json* found = &json;
    for (const std::string_view key : path) {
        if (found->is_array()) {
            if (found->empty()) return nullptr;
            found = &found->front();
        }
        const auto next = found->is_object() ? found->find(key) : found->end();
        if (next == found->end()) return nullptr;
        found = &*next;
    }
    return found;
}

std::string option_text(const Json& json) {
    if (json.is_null()) return {};
    if (json.is_boolean()) return json.get<bool>() ? "1" : "0";
    return json.is_string() ? json.get<std::string>() : print_json(json);
}

std::string word_from(std::string_view text) {
    std::string word;
    for (const char c : text) {
        const bool refused =
            static_cast<unsigned char>(c) < 0x20 || std::string_view(",[]=").find(c) != std::string_view::npos;
        word += refused ? '_' : c;
    }
    return word;
}

std::string benchmark_name_from(std::string_view text) {
    std::string name;
    for (const char c : text) name += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    if (name.size() <= kLongestName) return name;
    // Cut between characters; the digest keeps names apart that begin alike.
    std::size_t end = kLongestName - 20;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    return name.substr(0, end) + "…" + digest_of(text).substr(5, 12);
}

std::string identifier_from(std::string_view text) {
    std::string identifier;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') {
            identifier += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.') {
            identifier += c;
        } else if (!identifier.empty() && identifier.back() != '_') {
            identifier += '_';
        }
    }
    if (identifier.ends_with('_')) identifier.pop_back();
    if (identifier.empty() || identifier.front() < 'a' || identifier.front() > 'z') identifier.insert(0, "x");
    return identifier;
}

}  // namespace inference_pio
