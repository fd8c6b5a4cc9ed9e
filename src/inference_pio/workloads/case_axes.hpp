// Axes that several benchmarks share.
//
// Pure but for the cores that it asks for. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/parameters.hpp>
#include <string>
#include <vector>

namespace inference_pio {

[[nodiscard]] Axis integer_axis(std::string name, const std::vector<std::int64_t>& values);
[[nodiscard]] Axis word_axis(std::string name, const std::vector<std::string>& values);

// One value: a thread for each core that this process may use.
[[nodiscard]] Axis threads_axis();

}  // namespace inference_pio
