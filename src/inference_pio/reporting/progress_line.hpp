// Where a run is, in one line.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>

namespace inference_pio {

struct ProgressState {
    std::string case_name;
    std::size_t case_number = 0;  // from 1, within its round
    std::size_t case_count = 0;   // of the round
    int round = 0;                // from 0
    int sample = 0;               // from 1; 0: still preparing
    std::string note;             // what a worker says of itself; empty: nothing
    std::size_t visits_done = 0;
    std::size_t visits_left_min = 0;
    Seconds elapsed{};
    std::optional<Seconds> left;  // an estimate; absent: not known yet

    bool operator==(const ProgressState&) const = default;
};

// "round 2, case 3/12 · qwen3_0_6b/performance/generation[batch_size=1,…] · sample 4 · 0:42, about 3:10 left".
// At most `width` columns (at least 20): the case's name gives way first. No newline, no control characters.
[[nodiscard]] std::string format_progress_line(const ProgressState& state, int width);

}  // namespace inference_pio
