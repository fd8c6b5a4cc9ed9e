// Samples as small strips of blocks, so that a step, a drift or a stray process is seen at a glance.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>

#include "reporting/console_style.hpp"

namespace inference_pio {

// A line for each timed metric that decides about a case (judgement/comparison.hpp): the least and the most, then a
// block a sample in the order taken, a gap between processes. Heights run from the case's least to its most; a lone
// value, or equal ones, stand at the bottom. Wrapped within the style's width. Ends with a newline; empty where no case
// has samples.
[[nodiscard]] std::string format_sample_strips(const Run& run, const ConsoleStyle& style);

}  // namespace inference_pio
