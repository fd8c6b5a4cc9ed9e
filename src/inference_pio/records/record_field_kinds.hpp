// Kinds of record fields: each turns a way to reach the value into a writer and a reader.
//
// `Reach` is a stateless lambda `[](auto& r) -> auto& { return r.seed; }`, so that one expression serves
// both directions.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "records/json_reader.hpp"
#include "records/record_fields.hpp"

namespace inference_pio::record_field_kinds {

enum class Presence { required, optional };
using enum Presence;

// A value that is always there. A missing optional one stays at its default.
template <class Reach>
RecordField plain(std::string_view path, std::string_view type, std::string_view doc, Reach, Presence presence) {
    return {path,
            type,
            doc,
            presence == required,
            false,
            [](const Record& record, const Json&) -> Json { return Reach{}(record); },
            [](const Json& json, Record& record) -> Result<void> { return read_json(json, Reach{}(record)); }};
}

// A string whose emptiness means that there is none.
template <class Reach>
RecordField text_or_null(std::string_view path, std::string_view doc, Reach) {
    return {path,
            "string or null",
            doc,
            false,
            false,
            [](const Record& record, const Json&) -> Json {
                const std::string& text = Reach{}(record);
                return text.empty() ? Json(nullptr) : Json(text);
            },
            [](const Json& json, Record& record) -> Result<void> {
                return json.is_null() ? Result<void>{} : read_json(json, Reach{}(record));
            }};
}

// A std::optional.
template <class Reach>
RecordField or_null(std::string_view path, std::string_view type, std::string_view doc, Reach, Presence presence) {
    return {path,
            type,
            doc,
            presence == required,
            false,
            [](const Record& record, const Json&) -> Json {
                const auto& value = Reach{}(record);
                return value ? Json(*value) : Json(nullptr);
            },
            [](const Json& json, Record& record) -> Result<void> { return read_json(json, Reach{}(record)); }};
}

// A member of an object that is absent as a whole: the first member that is there makes the object.
template <auto kMember, class Reach>
RecordField member(std::string_view path, std::string_view type, std::string_view doc, Reach) {
    return {path,
            type,
            doc,
            false,
            false,
            [](const Record& record, const Json&) -> Json {
                const auto& owner = Reach{}(record);
                return owner ? Json((*owner).*kMember) : Json(nullptr);
            },
            [](const Json& json, Record& record) -> Result<void> {
                if (json.is_null()) return {};
                auto& owner = Reach{}(record);
                if (!owner) owner.emplace();
                return read_json(json, (*owner).*kMember);
            }};
}

// An enumerator by its word; `parse(word)` gives a Result or the enumerator itself.
template <auto kParse, class Reach>
RecordField word(std::string_view path, std::string_view doc, Reach) {
    return {path,
            "string",
            doc,
            false,
            false,
            [](const Record& record, const Json&) -> Json { return to_string(Reach{}(record)); },
            [](const Json& json, Record& record) -> Result<void> {
                std::string text;
                if (auto read = read_json(json, text); !read) return read;
                const Result<std::remove_cvref_t<decltype(Reach{}(record))>> value = kParse(text);
                if (!value) return fail(value.error());
                Reach{}(record) = *value;
                return {};
            }};
}

template <class Reach>
RecordField count(std::string_view path, std::string_view doc, Reach) {
    return {path,
            "integer",
            doc,
            false,
            false,
            [](const Record& record, const Json&) -> Json { return Reach{}(record); },
            [](const Json& json, Record& record) -> Result<void> {
                auto read = read_json(json, Reach{}(record));
                if (read && Reach{}(record) < 0) return fail(unexpected_json("a count", json));
                return read;
            }};
}

inline RecordField expanding(RecordField field) {
    field.expands = true;
    return field;
}

}  // namespace inference_pio::record_field_kinds
