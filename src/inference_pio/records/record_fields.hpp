// The table of record fields: the one place that knows what stands in a record. The JSON writer and
// reader, the CSV writer and the table in docs/record_format.md all derive from it.
//
// Pure. Thread-safe: the table is immutable.
#pragma once

#include <inference_pio/record.hpp>
#include <span>
#include <string>
#include <string_view>

#include "records/json_values.hpp"

namespace inference_pio {

inline constexpr std::string_view kRecordSchema = "inference-pio/record/1";

struct RecordField {
    std::string_view path;           // in JSON: "hardware", "interval.low"
    std::string_view type;           // for people: "number or null"
    std::string_view documentation;  // one line, as docs/record_format.md shows it
    bool required = false;           // a record without it is malformed; null counts as being there
    bool expands = false;            // an object whose keys vary: in CSV one column a key, "parameters.threads"

    // Null for what the record does not have. `hardware` is the run's profile in JSON.
    Json (*to_json)(const Record& record, const Json& hardware);
    // Called with what stands at `path`; not called for an optional field that is not there. Errors: malformed.
    Result<void> (*from_json)(const Json& json, Record& record);

    // "interval.low", "parameters.*"
    [[nodiscard]] std::string csv_column() const { return std::string(path) + (expands ? ".*" : ""); }
};

// In the order in which records are written; the guide's six keys come first.
[[nodiscard]] std::span<const RecordField> record_fields();

// The table as Markdown, for docs/record_format.md.
[[nodiscard]] std::string record_fields_markdown();

}  // namespace inference_pio
