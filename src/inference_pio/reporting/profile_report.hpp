// A system profile as aligned text for people: `piobench profile`.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <string>

#include "reporting/console_style.hpp"

namespace inference_pio {

// One fact a line, its name in the first 16 columns; long values are wrapped below themselves. What the
// machine withholds is left out of the facts and listed at the end with its reason. Ends with a newline.
[[nodiscard]] std::string format_profile(const SystemProfile& profile, const ConsoleStyle& style = {});

}  // namespace inference_pio
