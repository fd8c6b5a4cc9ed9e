// Values over runs as a chart of plain ASCII characters, which any terminal, log and locale shows.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct SeriesChart {
    std::vector<std::string> lines;  // top to bottom, with the axis; none ends with blanks
    std::size_t runs_a_column = 1;   // more than one: each column shows the median of so many runs
    bool clipped = false;            // values lie beyond the chart: '^' and 'v'
};

// `values` in time order, at least two; `steps`: indices at which a new segment begins. At most `height` lines (>= 4)
// of values and an axis below them, each at most `width` columns (>= 30) wide. '*' a run, '-' the level of its segment,
// '|' a step.
[[nodiscard]] SeriesChart draw_series(const std::vector<double>& values, const std::vector<std::size_t>& steps,
                                      std::string_view unit, std::size_t width, std::size_t height);

// Medians of the segments that the steps make, in order; as many as steps plus one. Steps in order, within `values`.
[[nodiscard]] std::vector<double> segment_levels(const std::vector<double>& values,
                                                 const std::vector<std::size_t>& steps);

}  // namespace inference_pio
