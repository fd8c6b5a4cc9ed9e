#include "configuration/toml_values.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace inference_pio {
namespace {

// Nothing where another thing than a text is in the list.
std::optional<std::vector<std::string>> texts_in(const toml::array& list) {
    std::vector<std::string> texts;
    for (const toml::node& element : list) {
        const auto* text = element.as_string();
        if (text == nullptr) return std::nullopt;
        texts.push_back(text->get());
    }
    return texts;
}

}  // namespace

std::optional<std::string> axis_value_in(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
    if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
    if (const auto* yes = node.as_boolean()) return std::string(yes->get() ? "true" : "false");
    return std::nullopt;
}

std::optional<Value> parameter_value_in(const toml::node& node) {
    if (const auto* text = node.as_string()) return Value(text->get());
    if (const auto* whole = node.as_integer()) return Value(std::int64_t{whole->get()});
    if (const auto* real = node.as_floating_point()) return Value(real->get());
    if (const auto* yes = node.as_boolean()) return Value(yes->get());
    return std::nullopt;
}

WrittenValue written_in(const toml::node& node) {
    if (const auto* list = node.as_array()) {
        if (auto texts = texts_in(*list)) return *std::move(texts);
    }
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return whole->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* yes = node.as_boolean()) return OtherValue{yes->get() ? "true" : "false"};
    if (node.is_array()) return OtherValue{"a list"};
    if (node.is_table()) return OtherValue{"a table"};
    return OtherValue{"a date or time"};
}

}  // namespace inference_pio
