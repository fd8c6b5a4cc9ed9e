// The worker of the machine's ceilings, libexec/piobench-ceilings. Its main() is that of every benchmark
// program (worker/worker_main.cpp): this file registers what it measures.

#include "workloads/ceiling_bodies.hpp"

namespace {
[[maybe_unused]] const bool registered = inference_pio::register_ceilings(__FILE__);
}  // namespace
