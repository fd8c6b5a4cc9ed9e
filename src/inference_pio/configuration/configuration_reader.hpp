// The seam to the library that parses TOML.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

#include "configuration/configuration.hpp"

namespace inference_pio {

// What `text` says, over the defaults, with the origin of each value that it says. `text` is within the limits of
// text_limits.hpp. Errors: malformed, of the first line that is wrong.
[[nodiscard]] Result<Configuration> read_toml(std::string_view text, const std::string& file);

}  // namespace inference_pio
