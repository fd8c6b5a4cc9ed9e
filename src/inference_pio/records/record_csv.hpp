// Records as CSV (RFC 4180): the fields of the record table, flattened, one record a row.
//
// Objects become columns (`parameters.threads`, `hardware.cpu.model`), for all keys that occur in the
// run; arrays stand in one cell as JSON text; null and absent are an empty cell. Lines end with CR LF;
// cells with commas, quotes or line breaks are quoted. UTF-8.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

// A header line and one line for each record; the header alone for no records.
[[nodiscard]] std::string records_to_csv(const std::vector<Record>& records, const SystemProfile& hardware);
// The same of results.json's array, whose records may be of several runs and machines.
[[nodiscard]] std::string records_to_csv(const Json& records);

// A cell as it stands in a CSV file, quoted where it must be.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace inference_pio
