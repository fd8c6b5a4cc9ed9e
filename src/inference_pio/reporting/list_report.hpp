// The benchmarks that discovery found, as text for people and as one JSON document for programs.
//
// Pure. Thread-safe.
#pragma once

#include <filesystem>
#include <inference_pio/benchmark_discovery.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "reporting/console_style.hpp"

namespace inference_pio {

// A benchmark file that could not be used.
struct UnusableFile {
    std::filesystem::path file;
    Error error;

    bool operator==(const UnusableFile&) const = default;
};

// In the order given, each in some lines: its name, what it does, its axes with their values; then how many
// there are. Ends with a newline.
[[nodiscard]] std::string format_list(const std::vector<DiscoveredBenchmark>& benchmarks, const ConsoleStyle& style);

// {"schema": "inference-pio/list/1", "benchmarks": […], "unusable": […]}. Ends with a newline.
[[nodiscard]] std::string format_list_document(const std::vector<DiscoveredBenchmark>& benchmarks,
                                               const std::vector<UnusableFile>& unusable);

}  // namespace inference_pio
