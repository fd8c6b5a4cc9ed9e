// A series of runs drawn in the terminal, with its steps.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <string>
#include <vector>

#include "judgement/series_steps.hpp"
#include "reporting/console_style.hpp"

namespace inference_pio {

struct SeriesPointLabel {
    std::string timestamp;
    std::string run;
    std::string commit;  // empty: unknown
    std::string engine;
};

struct SeriesPicture {
    std::string title;  // "decode_fast/2 of qwen3_0_6b/performance/generation[…]"
    std::string unit;
    Direction direction = Direction::neutral;
    std::vector<double> values;            // in time order
    std::vector<SeriesPointLabel> labels;  // as many
    SeriesAnalysis analysis;
    // For each step the reason with which it was accepted; empty: not accepted.
    std::vector<std::string> accepted;
};

// A chart of text (values over runs, at most the style's width and 12 lines high, segments' levels drawn through it),
// below it each step: when, which commits, by how much, accepted or not; creep; what looks odd; the present level.
// Without colours everything can still be read. One value: a line instead of a chart.
[[nodiscard]] std::string format_series(const SeriesPicture& picture, const ConsoleStyle& style);

}  // namespace inference_pio
