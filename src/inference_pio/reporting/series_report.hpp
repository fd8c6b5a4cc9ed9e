// A series of runs drawn in the terminal, with its steps.
//
// Pure. Thread-safe.
#pragma once

#include <string>

#include "reporting/console_style.hpp"
#include "reporting/series_picture.hpp"

namespace inference_pio {

// A chart of text (values over runs, at most the style's width and 12 lines high, segments' levels drawn through it),
// below it each step: when, which commits, by how much, accepted or not; creep; what looks odd; the present level.
// Without colours everything can still be read. One value: a line instead of a chart.
[[nodiscard]] std::string format_series(const SeriesPicture& picture, const ConsoleStyle& style);

}  // namespace inference_pio
