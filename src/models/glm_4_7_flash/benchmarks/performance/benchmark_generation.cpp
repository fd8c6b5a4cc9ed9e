// GLM-4.7-Flash: what a user waits for.
#include "workloads/generation.hpp"

namespace {

// One length: what a small machine measures is a slice (--param layers=2), and that in seconds.
[[maybe_unused]] const bool registered =
    inference_pio::register_generation("glm_4_7_flash", __FILE__, {.sequence_lengths = {128}});

}  // namespace
