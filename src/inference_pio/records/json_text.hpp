// JSON text for people: what fits stands on one line, what does not is indented.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "records/json_values.hpp"

namespace inference_pio {

// Ends with a newline. Arrays of numbers stay on one line whatever their length, since a sample in each
// line helps nobody. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string print_json_document(const Json& json);

}  // namespace inference_pio
