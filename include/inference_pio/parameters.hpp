// Parameters: one point of a benchmark's axes, as an ordered list of name and typed value.
//
// The printed form is part of a case's name and of its comparison key, so it is canonical:
// `batch_size=1,sequence_length=128,weight_type=q4_0`, in the order in which axes were declared.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace inference_pio {

enum class ValueType { integer, real, word, boolean, bytes };

[[nodiscard]] std::string_view to_string(ValueType type);
[[nodiscard]] Result<ValueType> value_type_from(std::string_view word);

// A word holds no comma, bracket, equals sign or control character: it stands inside case names.
using Value = std::variant<std::int64_t, double, std::string, bool, Bytes>;

[[nodiscard]] ValueType type_of(const Value& value);

// Canonical text: integers in decimal, reals shortest round-trip, booleans `true`/`false`, bytes as a
// plain count followed by `B` ("4096B"), words as they are.
[[nodiscard]] std::string to_string(const Value& value);

// The inverse of to_string for a known type. Bytes also accept KiB, MiB and GiB.
// Errors: invalid_argument, naming the text and the type.
[[nodiscard]] Result<Value> parse_value(ValueType type, std::string_view text);

class Parameters {
public:
    using Entry = std::pair<std::string, Value>;

    Parameters() = default;
    Parameters(std::initializer_list<Entry> entries) : entries_(entries) {}

    // Replaces the value of a name that is there, else appends.
    void set(std::string_view name, Value value);

    [[nodiscard]] const Value* find(std::string_view name) const;

    // The value as T: any integral type from an integer axis, double from real or integer,
    // std::string, bool, Bytes. A name that is not there or of another type, or an integer that T
    // cannot hold, is a bug of the benchmark: throws std::out_of_range or std::bad_variant_access,
    // which the worker reports.
    template <class T>
    [[nodiscard]] T get(std::string_view name) const;

    template <class T>
    [[nodiscard]] T get_or(std::string_view name, T fallback) const {
        return find(name) == nullptr ? fallback : get<T>(name);
    }

    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

    // `batch_size=1,sequence_length=128`; empty for no parameters.
    [[nodiscard]] std::string to_string() const;

    bool operator==(const Parameters&) const = default;

private:
    [[nodiscard]] const Value& at(std::string_view name) const;

    std::vector<Entry> entries_;
};

template <class T>
T Parameters::get(std::string_view name) const {
    const Value& value = at(name);
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>) {
        return std::get<T>(value);
    } else if constexpr (std::is_integral_v<T>) {
        const std::int64_t number = std::get<std::int64_t>(value);
        if (!std::in_range<T>(number)) throw std::out_of_range("parameter " + std::string(name) + " does not fit");
        return static_cast<T>(number);
    } else {
        static_assert(std::is_floating_point_v<T>, "unsupported parameter type");
        const auto* integer = std::get_if<std::int64_t>(&value);
        return integer != nullptr ? static_cast<T>(*integer) : static_cast<T>(std::get<double>(value));
    }
}

// Something varied. `values` are the ones that a run visits unless the command line says otherwise:
// at least one, all of `type`.
struct Axis {
    std::string name;  // snake_case
    ValueType type = ValueType::integer;
    std::vector<Value> values;

    bool operator==(const Axis&) const = default;
};

}  // namespace inference_pio

template <>
struct std::hash<inference_pio::Parameters> {
    std::size_t operator()(const inference_pio::Parameters& parameters) const noexcept;
};
