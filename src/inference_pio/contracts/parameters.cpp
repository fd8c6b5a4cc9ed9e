#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <inference_pio/parameters.hpp>
#include <limits>
#include <stdexcept>

#include "contracts/words.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<ValueType, 5> kValueTypes{{
    {ValueType::integer, "integer"},
    {ValueType::real, "real"},
    {ValueType::word, "word"},
    {ValueType::boolean, "boolean"},
    {ValueType::bytes, "bytes"},
}};

template <class T>
std::optional<T> parse_number(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Bytes> parse_bytes(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, unsigned>, 4> kUnits{
        {{"GiB", 30U}, {"MiB", 20U}, {"KiB", 10U}, {"B", 0U}}};
    for (const auto& [unit, shift] : kUnits) {
        if (!text.ends_with(unit)) continue;
        const auto count = parse_number<std::uint64_t>(text.substr(0, text.size() - unit.size()));
        if (!count || (*count << shift) >> shift != *count) return std::nullopt;
        return Bytes{*count << shift};
    }
    const auto count = parse_number<std::uint64_t>(text);
    return count ? std::optional(Bytes{*count}) : std::nullopt;
}

bool is_word(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == ',' || c == '[' || c == ']' || c == '=') return false;
    }
    return !text.empty();
}

std::optional<Value> parse(ValueType type, std::string_view text) {
    switch (type) {
        case ValueType::integer:
            if (const auto n = parse_number<std::int64_t>(text)) return *n;
            return std::nullopt;
        case ValueType::real:
            if (const auto n = parse_number<double>(text); n && std::abs(*n) <= std::numeric_limits<double>::max())
                return *n;
            return std::nullopt;
        case ValueType::boolean:
            if (text == "true" || text == "false") return text == "true";
            return std::nullopt;
        case ValueType::bytes:
            if (const auto n = parse_bytes(text)) return *n;
            return std::nullopt;
        case ValueType::word:
            if (is_word(text)) return std::string(text);
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(ValueType type) { return word_of(kValueTypes, type); }

Result<ValueType> value_type_from(std::string_view word) {
    if (const auto type = value_of(kValueTypes, word)) return *type;
    return fail(ErrorKind::invalid_argument, fmt::format("unknown value type '{}'", word),
                "use integer, real, word, boolean or bytes");
}

ValueType type_of(const Value& value) {
    constexpr std::array kByIndex{ValueType::integer, ValueType::real, ValueType::word, ValueType::boolean,
                                  ValueType::bytes};
    return kByIndex.at(value.index());
}

std::string to_string(const Value& value) {
    struct Printer {
        std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
        std::string operator()(double v) const { return fmt::format("{}", v); }
        std::string operator()(const std::string& v) const { return v; }
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(Bytes v) const { return fmt::format("{}B", v.count); }
    };
    return std::visit(Printer{}, value);
}

Result<Value> parse_value(ValueType type, std::string_view text) {
    if (auto value = parse(type, text)) return *std::move(value);
    return fail(ErrorKind::invalid_argument, fmt::format("'{}' is not a value of type {}", text, to_string(type)));
}

void Parameters::set(std::string_view name, Value value) {
    for (auto& entry : entries_) {
        if (entry.first == name) {
            entry.second = std::move(value);
            return;
        }
    }
    entries_.emplace_back(std::string(name), std::move(value));
}

const Value* Parameters::find(std::string_view name) const {
    for (const auto& entry : entries_) {
        if (entry.first == name) return &entry.second;
    }
    return nullptr;
}

const Value& Parameters::at(std::string_view name) const {
    if (const Value* value = find(name)) return *value;
    throw std::out_of_range(fmt::format("there is no parameter '{}'", name));
}

std::string Parameters::to_string() const {
    std::string text;
    for (const auto& [name, value] : entries_) {
        if (!text.empty()) text += ',';
        text += name + '=' + inference_pio::to_string(value);
    }
    return text;
}

}  // namespace inference_pio

std::size_t std::hash<inference_pio::Parameters>::operator()(
    const inference_pio::Parameters& parameters) const noexcept {
    return std::hash<std::string>{}(parameters.to_string());
}
