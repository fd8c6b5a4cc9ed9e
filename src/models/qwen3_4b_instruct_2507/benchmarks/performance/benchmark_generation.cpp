// Qwen3 4B Instruct 2507: what a user waits for.
#include "workloads/generation.hpp"

namespace {

// One length: a prompt of 512 tokens takes a small machine some ten seconds.
[[maybe_unused]] const bool registered =
    inference_pio::register_generation("qwen3_4b_instruct_2507", __FILE__, {.sequence_lengths = {128}});

}  // namespace
