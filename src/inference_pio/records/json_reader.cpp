#include "records/json_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace inference_pio {
namespace {

constexpr std::size_t kShownLength = 60;

template <class Integer>
Result<void> read_integer(const Json& json, Integer& out) {
    constexpr auto kLowest = std::numeric_limits<Integer>::min();
    constexpr auto kHighest = std::numeric_limits<Integer>::max();
    if (json.is_number_unsigned()) {
        const auto number = json.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(kHighest)) return fail(unexpected_json("a smaller integer", json));
        out = static_cast<Integer>(number);
        return {};
    }
    if (!json.is_number_integer()) return fail(unexpected_json("an integer", json));
    const auto number = json.get<std::int64_t>();  // negative: nlohmann keeps the others unsigned when it parses
    if constexpr (std::is_unsigned_v<Integer>) {
        if (number < 0) return fail(unexpected_json("an integer that is not negative", json));
    } else {
        if (number < kLowest || number > kHighest) return fail(unexpected_json("an integer nearer to zero", json));
    }
    out = static_cast<Integer>(number);
    return {};
}

}  // namespace

Error at_field(std::string_view key, Error error) {
    std::string& message = error.message;
    if (message.starts_with('\'')) {
        const bool index = message.size() > 1 && message[1] == '[';
        message = fmt::format("'{}{}{}", key, index ? "" : ".", std::string_view(message).substr(1));
    } else {
        message = fmt::format("'{}': {}", key, message);
    }
    return error;
}

Error unexpected_json(std::string_view expected, const Json& found) {
    std::string shown;
    if (found.is_structured()) {
        shown = found.is_object() ? "an object" : "an array";
    } else {
        shown = found.dump(-1, ' ', true, Json::error_handler_t::replace);
        if (shown.size() > kShownLength) shown = shown.substr(0, kShownLength) + "…";
    }
    return {ErrorKind::malformed, fmt::format("expected {}, found {}", expected, shown), {}};
}

Result<void> read_json(const Json& json, bool& out) {
    if (!json.is_boolean()) return fail(unexpected_json("true or false", json));
    out = json.get<bool>();
    return {};
}

Result<void> read_json(const Json& json, int& out) { return read_integer(json, out); }
Result<void> read_json(const Json& json, std::int64_t& out) { return read_integer(json, out); }
Result<void> read_json(const Json& json, std::uint64_t& out) { return read_integer(json, out); }

Result<void> read_json(const Json& json, double& out) {
    if (!json.is_number()) return fail(unexpected_json("a number", json));
    const double number = json.get<double>();
    if (!std::isfinite(number)) return fail(unexpected_json("a finite number", json));
    out = number;
    return {};
}

Result<void> read_json(const Json& json, std::string& out) {
    if (!json.is_string()) return fail(unexpected_json("a string", json));
    out = json.get<std::string>();
    return {};
}

Result<void> read_json(const Json& json, Bytes& out) { return read_json(json, out.count); }

Result<void> read_json(const Json& json, Nanoseconds& out) {
    std::int64_t count = 0;
    if (auto read = read_json(json, count); !read) return read;
    out = Nanoseconds(count);
    return {};
}

JsonReader::JsonReader(const Json& json) : json_(json) {
    if (!json.is_object()) error_ = unexpected_json("an object", json);
}

const Json* JsonReader::required_field(std::string_view key) {
    if (error_) return nullptr;
    const auto found = json_.find(key);
    if (found == json_.end()) {
        error_ = Error{ErrorKind::malformed, fmt::format("'{}': is missing", key), {}};
        return nullptr;
    }
    return &*found;
}

const Json* JsonReader::optional_field(std::string_view key) {
    if (error_) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
}

void JsonReader::note(std::string_view key, Result<void> read) {
    if (!read && !error_) error_ = at_field(key, std::move(read).error());
}

void JsonReader::reject(std::string_view key, std::string what) {
    if (!error_) error_ = at_field(key, Error{ErrorKind::malformed, std::move(what), {}});
}

}  // namespace inference_pio
