// Tables of enumerators and their stable words, looked up both ways.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace inference_pio {

template <class Enum, std::size_t N>
using WordTable = std::array<std::pair<Enum, std::string_view>, N>;

template <class Enum, std::size_t N>
constexpr std::string_view word_of(const WordTable<Enum, N>& table, Enum value) {
    for (const auto& [candidate, word] : table) {
        if (candidate == value) return word;
    }
    return "unknown";
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> value_of(const WordTable<Enum, N>& table, std::string_view word) {
    for (const auto& [value, candidate] : table) {
        if (candidate == word) return value;
    }
    return std::nullopt;
}

}  // namespace inference_pio
