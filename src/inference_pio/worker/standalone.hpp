// A benchmark program run by hand: no parent, no protocol, a small table.
//
//     benchmark_resize                          every benchmark at the first point of its axes
//     benchmark_resize image_resize image_size=896    one of them, elsewhere
//
// Thread safety: one thread.
#pragma once

#include <span>
#include <string_view>

#include "worker/worker_session.hpp"

namespace inference_pio {

// Gives the program's exit code: 0, 2 for wrong usage, 3 where something failed.
[[nodiscard]] int run_standalone(std::span<const std::string_view> arguments, const BenchmarkRegistry& benchmarks,
                                 std::span<const ModelCard> models, const WorkerServices& services);

}  // namespace inference_pio
