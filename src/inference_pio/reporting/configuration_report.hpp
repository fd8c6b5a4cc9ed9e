// The effective configuration, each value with its origin.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "configuration/configuration.hpp"

namespace inference_pio {

// As TOML that piobench reads again: keys without a value are comments, and behind each value stands where it came
// from. Ends with a newline.
[[nodiscard]] std::string format_configuration(const Configuration& configuration);

// {"schema": "inference-pio/configuration/1", "values": [{"key", "value", "origin"}]}; `value` is the text as it stands
// in TOML, or null. Ends with a newline.
[[nodiscard]] std::string format_configuration_json(const Configuration& configuration);

}  // namespace inference_pio
