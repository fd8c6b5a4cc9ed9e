// The scaling laws of a run for people: each law with its parameters and their intervals, the predicted
// peak, and how far its points lie from it.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "reporting/console_style.hpp"

namespace inference_pio {

// Empty where there is no law; else ends with a newline. Words of workers are shown without control characters.
[[nodiscard]] std::string format_scaling_laws(const std::vector<ScalingLaw>& laws, const ConsoleStyle& style);

}  // namespace inference_pio
