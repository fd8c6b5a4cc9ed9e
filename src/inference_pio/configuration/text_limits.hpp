// Bounds on the text of a configuration file, so that no file can exhaust the parser of TOML: it keeps the
// nesting of arrays within bounds, but not that of keys, and takes nested tables apart by recursion.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

namespace inference_pio {

inline constexpr std::size_t kConfigurationBytesMax = 256U << 10U;
inline constexpr int kKeyPartsMax = 16;  // "a.b.c" has three

// Errors: malformed, naming file and line: longer than kConfigurationBytesMax, a key of more than kKeyPartsMax parts.
[[nodiscard]] Result<void> check_text_limits(std::string_view text, const std::string& file);

}  // namespace inference_pio
