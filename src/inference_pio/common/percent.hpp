// A share as people read it.
//
// Pure. Thread-safe.
#pragma once

#include <string>

namespace inference_pio {

// Two significant digits and never an exponent: 0.0123 -> "1.2 %", 5.04 -> "504 %".
[[nodiscard]] std::string percent_of(double share);

}  // namespace inference_pio
