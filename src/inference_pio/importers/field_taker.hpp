// Takes the fields that have a place of their own out of an object of another tool's file; what is left at the end is
// kept as it stands. The first thing that is wrong is remembered, so that an importer reads like a list of fields.
//
// Thread safety: a taker belongs to one thread.
#pragma once

#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/foreign_value.hpp"
#include "records/json_values.hpp"

namespace inference_pio {

// What one file is read with: the tool's name stands in every error.
class ForeignProblems {
public:
    explicit ForeignProblems(std::string_view tool) : tool_(tool) {}

    // "line 3: llama-bench: 'n_prompt': is missing". Only the first is kept.
    void note(std::string_view path, Error error);
    void at_line(std::size_t line) { line_ = line; }  // 0: no line; before what stands there is read

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    [[nodiscard]] const std::string& tool() const { return tool_; }

private:
    std::string tool_;
    std::size_t line_ = 0;
    std::optional<Error> error_;
};

class FieldTaker {
public:
    // `path` is where the object stands in the file: "benchmarks[2]"; empty for the whole. Anything but an object is
    // noted. `problems` outlives the taker.
    FieldTaker(Json object, std::string path, ForeignProblems& problems);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] const Json* peek(std::string_view key) const;  // null where it is not there

    Json take(std::string_view key);     // null where it is not there
    Json require(std::string_view key);  // noted where it is not there

    std::string text(std::string_view key);  // empty where it is missing or null; any other kind is noted
    std::string required_text(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key);  // nothing where it is missing or null
    std::optional<double> real(std::string_view key);           // nothing where it is missing or no number
    ForeignValue value(std::string_view key);                   // missing is noted
    std::vector<double> samples(std::string_view key);          // empty where they are missing
    FieldTaker object(std::string_view key);                    // empty where it is missing or null
    std::vector<Json> array(std::string_view key);              // empty where it is missing or null

    // A text as a time in UTC, empty where it is none; it stays where it says more than that, or cannot be read.
    std::string time(std::string_view key, std::vector<std::string>& warnings);

    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] const Json& rest() const { return object_; }
    void put_back(std::string_view key, Json value) { object_[std::string(key)] = std::move(value); }
    [[nodiscard]] ForeignProblems& problems() { return *problems_; }

private:
    Json object_ = Json::object();
    std::string path_;
    ForeignProblems* problems_;
};

}  // namespace inference_pio
