// A result file of another tool as JSON: one document, or one value a line (JSONL).
//
// More is read than JSON allows, because tools write more: NaN, Infinity and numbers that no double holds
// (1e999) become the texts "NaN", "Infinity", "-Infinity" and "1e999". So the rest of the file is not lost, and
// whoever wants a number there can say what stood in its place (foreign_value.hpp).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

struct ForeignDocument {
    std::vector<Json> values;        // at least one; more only where each stands on a line of its own
    std::vector<std::size_t> lines;  // where each value begins, from 1
    bool by_line = false;

    [[nodiscard]] const Json& whole() const { return values.front(); }
};

// JSON where the text as a whole is, JSONL where its first line is a value and others follow. Empty lines and a byte
// order mark are skipped. Errors: malformed, naming line and column: not JSON, cut short, empty, of another encoding,
// nested deeper than 56 levels.
[[nodiscard]] Result<ForeignDocument> parse_foreign_document(std::string_view text);

}  // namespace inference_pio
