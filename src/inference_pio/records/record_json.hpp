// Records as JSON, in the guide's format: docs/record_format.md describes it, docs/record.schema.json
// checks it. Both directions walk the table of record_fields.hpp.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

// One record with its run's profile as `hardware`. A number that is not finite is a bug of ours and is
// never written: the value becomes null, with the reason in status_reason.
// Not stored: facts.parameters, which summaries merge into `parameters`.
[[nodiscard]] Json record_to_json(const Record& record, const Json& hardware);

// Errors: malformed, naming the field ("'interval.low': expected a number, found \"x\"").
[[nodiscard]] Result<Record> record_from_json(const Json& json);

// results.json: an array of records.
[[nodiscard]] Json records_to_json(const std::vector<Record>& records, const SystemProfile& hardware);
[[nodiscard]] Result<std::vector<Record>> records_from_json(const Json& json);

}  // namespace inference_pio
