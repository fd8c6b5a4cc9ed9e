// Reads JSON that came from outside into values, and remembers the first thing that was wrong with it.
//
//     JsonReader reader(json);
//     reader.required("name", facts.name);
//     reader.optional("version", facts.version);  // missing or null: stays as it was
//     return reader.finish(std::move(facts));     // Error(malformed): "'options.threads': expected a string, found 2"
//
// Unknown fields are ignored. A number must be finite and fit its type; nothing is converted silently.
//
// Thread safety: a reader belongs to one thread.
#pragma once

#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference_pio {

using Json = nlohmann::ordered_json;

// Puts `key` before the path that a malformed error's message begins with. An index is "[3]".
[[nodiscard]] Error at_field(std::string_view key, Error error);

// `expected a string, found 2`, with the value cut short where it is long.
[[nodiscard]] Error unexpected_json(std::string_view expected, const Json& found);

[[nodiscard]] Result<void> read_json(const Json& json, bool& out);
[[nodiscard]] Result<void> read_json(const Json& json, int& out);
[[nodiscard]] Result<void> read_json(const Json& json, std::int64_t& out);
[[nodiscard]] Result<void> read_json(const Json& json, std::uint64_t& out);
[[nodiscard]] Result<void> read_json(const Json& json, double& out);
[[nodiscard]] Result<void> read_json(const Json& json, std::string& out);
[[nodiscard]] Result<void> read_json(const Json& json, Bytes& out);        // a count of bytes
[[nodiscard]] Result<void> read_json(const Json& json, Nanoseconds& out);  // a count of nanoseconds

template <class T>
[[nodiscard]] Result<void> read_json(const Json& json, std::optional<T>& out) {
    if (json.is_null()) {
        out.reset();
        return {};
    }
    T value{};
    if (auto read = read_json(json, value); !read) return read;
    out = std::move(value);
    return {};
}

// Elements by `read_element(json) -> Result<T>`.
template <class T, class ReadElement>
[[nodiscard]] Result<void> read_json_array(const Json& json, std::vector<T>& out, ReadElement&& read_element) {
    if (!json.is_array()) return fail(unexpected_json("an array", json));
    out.clear();
    out.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        Result<T> element = read_element(json[i]);
        if (!element) return fail(at_field("[" + std::to_string(i) + "]", std::move(element).error()));
        out.push_back(*std::move(element));
    }
    return {};
}

template <class T>
[[nodiscard]] Result<void> read_json(const Json& json, std::vector<T>& out) {
    return read_json_array(json, out, [](const Json& element) -> Result<T> {
        T value{};
        if (auto read = read_json(element, value); !read) return fail(std::move(read).error());
        return value;
    });
}

template <class T, class Compare>
[[nodiscard]] Result<void> read_json(const Json& json, std::map<std::string, T, Compare>& out) {
    if (!json.is_object()) return fail(unexpected_json("an object", json));
    out.clear();
    for (const auto& [key, element] : json.items()) {
        T value{};
        if (auto read = read_json(element, value); !read) return fail(at_field(key, std::move(read).error()));
        out.insert_or_assign(key, std::move(value));
    }
    return {};
}

class JsonReader {
public:
    // `json` must outlive the reader.
    explicit JsonReader(const Json& json);

    template <class T>
    void required(std::string_view key, T& out) {
        if (const Json* field = required_field(key)) note(key, read_json(*field, out));
    }

    template <class T>
    void optional(std::string_view key, T& out) {
        if (const Json* field = optional_field(key)) note(key, read_json(*field, out));
    }

    // For types with a from_json of their own: `parse(json) -> Result<T>`.
    template <class T, class Parse>
    void required_with(std::string_view key, T& out, Parse&& parse) {
        if (const Json* field = required_field(key)) take(key, parse(*field), out);
    }

    template <class T, class Parse>
    void optional_with(std::string_view key, T& out, Parse&& parse) {
        if (const Json* field = optional_field(key)) take(key, parse(*field), out);
    }

    template <class T, class Parse>
    void optional_array_with(std::string_view key, std::vector<T>& out, Parse&& parse) {
        if (const Json* field = optional_field(key)) note(key, read_json_array(*field, out, parse));
    }

    // What a caller found wrong with a field's value: "'version': must be at least 1".
    void reject(std::string_view key, std::string what);

    [[nodiscard]] bool ok() const { return !error_.has_value(); }

    template <class T>
    [[nodiscard]] Result<T> finish(T value) {
        if (error_) return fail(*std::move(error_));
        return value;
    }

private:
    [[nodiscard]] const Json* required_field(std::string_view key);
    [[nodiscard]] const Json* optional_field(std::string_view key);
    void note(std::string_view key, Result<void> read);

    template <class T, class U>
    void take(std::string_view key, Result<U> parsed, T& out) {
        if (parsed) {
            out = *std::move(parsed);
        } else {
            note(key, fail(std::move(parsed).error()));
        }
    }

    const Json& json_;
    std::optional<Error> error_;  // the first
};

}  // namespace inference_pio
