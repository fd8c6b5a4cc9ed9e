// Result files of other tools as runs (docs/importing.md): which tools there are, and how a file is read.
//
// Pure. Thread-safe: the table is immutable.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importers/foreign_document.hpp"

namespace inference_pio {

// One tool's format. `recognises` goes by content alone, never by a file's name, and by what no other format has;
// `read` gives at least one run with all that the file says, and leaves to finish_runs() what is the same for every
// tool. Errors of `read`: malformed, naming the tool and the path of the field, and the line where values stand on
// lines of their own.
struct Importer {
    std::string_view tool;    // "llama-bench"
    std::string_view format;  // "JSON or JSONL (-o json, -o jsonl)"
    bool (*recognises)(const ForeignDocument& document);
    Result<std::vector<Run>> (*read)(const ForeignDocument& document);
};

[[nodiscard]] std::span<const Importer> importers();

// The tool that wrote the document; null where none is known to.
[[nodiscard]] const Importer* find_importer(const ForeignDocument& document);

// "llama-bench: JSON or JSONL; …", for people whose file was not recognised.
[[nodiscard]] std::string known_foreign_formats();

// Runs of a file's content, ready to be stored. `modified_at` (UTC) is when the file was last changed. Errors:
// malformed: not JSON, of no known format (then the remedy lists them), a field that is missing or of the wrong kind.
[[nodiscard]] Result<std::vector<Run>> read_foreign_runs(std::string_view content, const std::string& modified_at);

}  // namespace inference_pio
