// Lists of processors or NUMA nodes as /sys writes them: "0-3,8,10-11".
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string_view>

namespace inference_pio {

// How many the list names. Nothing for text that is no such list, or names none.
[[nodiscard]] std::optional<int> count_cpu_list(std::string_view text);

}  // namespace inference_pio
