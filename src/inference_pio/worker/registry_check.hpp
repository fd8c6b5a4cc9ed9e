// Whether what a benchmark program registered makes sense, before anyone runs it.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <memory>
#include <span>
#include <vector>

namespace inference_pio {

using BenchmarkRegistry = std::vector<std::unique_ptr<Benchmark>>;

// malformed, naming the source file, for: nothing registered, two benchmarks of one name, a benchmark
// without prepare, an axis without values, with values of another type or of another axis's name, a
// declared metric whose name is none or stands in the catalogue, a reference on an axis that is not there or
// of another type than the axis, two model cards of one name.
[[nodiscard]] Result<void> check_registry(const BenchmarkRegistry& benchmarks, std::span<const ModelCard> models);

}  // namespace inference_pio
