// The power of a duet as text: effect against seconds against the share that is found.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "judgement/duet_power.hpp"
#include "reporting/console_style.hpp"

namespace inference_pio {

[[nodiscard]] std::string format_power(const std::vector<PowerPoint>& points, const PowerOptions& options,
                                       const ConsoleStyle& style);

// {"schema": "inference-pio/power/1", "duets": …, "points": […]}. Ends with a newline.
[[nodiscard]] std::string format_power_json(const std::vector<PowerPoint>& points, const PowerOptions& options);

}  // namespace inference_pio
