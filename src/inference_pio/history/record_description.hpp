// What the records of many runs have in common, so that the store holds it once: everything of a record that is no
// number of this very run. It determines the record's series.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

namespace inference_pio {

// Equal exactly where description_text() and the levels and methods of the intervals are. Not text; cheap, as it is
// asked for every record that is stored.
[[nodiscard]] std::string description_key(const Record& record);

// One line of JSON, in the format of results.json.
[[nodiscard]] std::string description_text(const Record& record);

// A record with what stands in the text, and without numbers. Errors: malformed, naming the field.
[[nodiscard]] Result<Record> record_from_description(std::string_view text);

// "AMD EPYC, 2 cores, 24 GiB", with the GPUs where there are any.
[[nodiscard]] std::string machine_line(const SystemProfile& profile);

}  // namespace inference_pio
