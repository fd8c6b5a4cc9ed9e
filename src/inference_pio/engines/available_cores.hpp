// How many physical cores this process may use: what `threads` is where nobody says.
//
// Thread safety: free functions.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace inference_pio {

// Processors of one core (hyper-threads) count once: two threads of one core share its arithmetic, which
// is what inference is bound by. `siblings` maps a processor to the text of its core's processors
// ("0-1", any text that is the same for all of them); a processor that is not in it is its own core. Pure.
[[nodiscard]] int count_cores(const std::vector<int>& processors, const std::map<int, std::string>& siblings);

// By this process's affinity; at least 1.
[[nodiscard]] int read_available_cores();

}  // namespace inference_pio
