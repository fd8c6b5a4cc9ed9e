// The instruction sets that matter to inference, under one name whatever the architecture calls them.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Flags as the kernel spells them ("avx2", "asimddp", "rv64imafdcv") -> sorted names without
// duplicates ("avx2", "dotprod", "rvv"). Flags that do not matter to inference are left out.
[[nodiscard]] std::vector<std::string> select_instruction_sets(const std::vector<std::string_view>& kernel_flags);

}  // namespace inference_pio
