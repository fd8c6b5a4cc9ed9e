// What is known of files that nobody asks: those that are not executed to list their benchmarks.
//
// Pure. Thread-safe.
#pragma once

#include <optional>

#include "discovery/benchmark_file.hpp"
#include "protocol/messages.hpp"

namespace inference_pio {

// The benchmarks of a guide script, a pytest script, a plain script or program; nothing for a file that describes
// itself.
[[nodiscard]] std::optional<DescribedEvent> describe_unasked(const BenchmarkFile& file);

}  // namespace inference_pio
