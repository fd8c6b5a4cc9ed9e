// A series of runs as reports show it: a metric of one case over time, and what happened in it.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/metric.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/record.hpp>
#include <optional>
#include <string>
#include <vector>

#include "judgement/series_steps.hpp"

namespace inference_pio {

struct SeriesPointLabel {
    std::string timestamp;
    std::string run;
    std::string commit;  // empty: unknown
    std::string engine;
    std::string branch = {};                             // empty: unknown
    std::optional<Interval> interval = {};               // of the value
    Status status = Status::ok;                          // of the record
    std::optional<std::int64_t> disturbed_samples = {};  // of the case in this run
};

struct SeriesPicture {
    std::string benchmark;
    Parameters parameters;
    MetricDefinition metric;
    std::string statistic;
    std::vector<double> values;            // in time order
    std::vector<SeriesPointLabel> labels;  // as many
    SeriesAnalysis analysis;
    // For each step the reason with which it was accepted; empty: not accepted.
    std::vector<std::string> accepted;

    // "decode_fast/2 of qwen3_0_6b/performance/generation[…]"
    [[nodiscard]] std::string title() const { return metric.id() + " of " + case_name(benchmark, parameters); }
};

}  // namespace inference_pio
