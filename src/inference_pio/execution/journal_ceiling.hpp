// The journal's lines about the machine's ceilings:
//   {"line":"ceiling","parameters":{…},"timestamp":…,"status":…,"reason":…,"engine":{…} or null,
//    "processes":[[{"value":…,"evidence":{…}},…],…]}
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <vector>

#include "execution/journal.hpp"
#include "records/json_values.hpp"

namespace inference_pio {

[[nodiscard]] Json ceiling_to_json(const CeilingMeasured& entry);
// Errors: malformed, naming the field.
[[nodiscard]] Result<CeilingMeasured> ceiling_from_json(const Json& json);

// Of all lines, the last of each ceiling.
[[nodiscard]] std::vector<CaseOutcome> ceilings_of(const JournalContent& content);

}  // namespace inference_pio
