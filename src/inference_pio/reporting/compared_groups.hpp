// Rows of a comparison put together by benchmark, parameters that all of its cases share told apart from those that
// vary.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

struct ComparedEntry {
    std::size_t row = 0;  // index into Comparison::rows
    std::string label;    // the parameters that vary: "batch_size=1,threads=2"; empty where none does
};

struct ComparedGroup {
    std::string benchmark;
    Parameters constant;  // the same in all cases of the comparison, shown or not
    std::vector<ComparedEntry> entries;
};

// Of the rows that are named, in their order; benchmarks by first appearance. O(n log n).
[[nodiscard]] std::vector<ComparedGroup> group_compared(const Comparison& comparison,
                                                        const std::vector<std::size_t>& rows);

}  // namespace inference_pio
