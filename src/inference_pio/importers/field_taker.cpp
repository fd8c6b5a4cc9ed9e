#include "importers/field_taker.hpp"

#include <fmt/format.h>

#include "importers/imported_run.hpp"
#include "records/json_reader.hpp"

namespace inference_pio {

void ForeignProblems::note(std::string_view path, Error error) {
    if (error_) return;
    const Error located = path.empty() ? std::move(error) : at_field(path, std::move(error));
    error_ = Error{ErrorKind::malformed,
                   line_ == 0 ? fmt::format("{}: {}", tool_, located.message)
                              : fmt::format("line {}: {}: {}", line_, tool_, located.message),
                   located.remedy};
}

FieldTaker::FieldTaker(Json object, std::string path, ForeignProblems& problems)
    : path_(std::move(path)), problems_(&problems) {
    if (object.is_object()) {
        object_ = std::move(object);
    } else {
        problems_->note(path_, unexpected_json("an object", object));
    }
}

bool FieldTaker::has(std::string_view key) const { return peek(key) != nullptr; }

const Json* FieldTaker::peek(std::string_view key) const {
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

Json FieldTaker::take(std::string_view key) {
    const auto found = object_.find(key);
    if (found == object_.end()) return nullptr;
    Json value = std::move(*found);
    object_.erase(found);
    return value;
}

Json FieldTaker::require(std::string_view key) {
    if (!has(key)) problems_->note(path_of(key), {ErrorKind::malformed, "is missing", {}});
    return take(key);
}

std::string FieldTaker::text(std::string_view key) {
    const Json json = take(key);
    std::string text;
    if (json.is_null()) return text;
    if (auto read = read_json(json, text); !read) problems_->note(path_of(key), std::move(read).error());
    return text;
}

std::string FieldTaker::required_text(std::string_view key) {
    if (!has(key)) problems_->note(path_of(key), {ErrorKind::malformed, "is missing", {}});
    return text(key);
}

std::optional<std::int64_t> FieldTaker::integer(std::string_view key) {
    const Json json = take(key);
    std::optional<std::int64_t> number;
    if (auto read = read_json(json, number); !read) problems_->note(path_of(key), std::move(read).error());
    return number;
}

std::optional<double> FieldTaker::real(std::string_view key) { return has(key) ? value(key).number : std::nullopt; }

ForeignValue FieldTaker::value(std::string_view key) {
    const Json json = require(key);
    auto value = foreign_value_from_json(json, problems_->tool());
    if (value) {
        if (!value->number && !json.is_null()) put_back(key, json);  // what stood there instead is kept
        return *std::move(value);
    }
    problems_->note(path_of(key), std::move(value).error());
    return {};
}

std::vector<double> FieldTaker::samples(std::string_view key) {
    const Json json = take(key);
    auto samples = foreign_samples_from_json(json, problems_->tool());
    if (!samples) {
        problems_->note(path_of(key), std::move(samples).error());
        return {};
    }
    if (samples->empty() && !json.empty()) put_back(key, json);
    return *std::move(samples);
}

FieldTaker FieldTaker::object(std::string_view key) {
    Json json = take(key);
    return {json.is_null() ? Json::object() : std::move(json), path_of(key), *problems_};
}

std::vector<Json> FieldTaker::array(std::string_view key) {
    Json json = take(key);
    if (json.is_null()) return {};
    if (!json.is_array()) {
        problems_->note(path_of(key), unexpected_json("an array", json));
        return {};
    }
    std::vector<Json> elements;
    elements.reserve(json.size());
    for (Json& element : json) elements.push_back(std::move(element));
    return elements;
}

std::string FieldTaker::time(std::string_view key, std::vector<std::string>& warnings) {
    const Json* json = peek(key);
    if (json == nullptr || !json->is_string()) return {};
    const auto parsed = parse_foreign_time(json->get_ref<const std::string&>());
    std::string utc = take_time(parsed, warnings);
    if (*json == utc) take(key);
    return utc;
}

std::string FieldTaker::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

}  // namespace inference_pio
