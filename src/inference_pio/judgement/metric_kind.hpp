// What sort of quantity a metric is, by its unit: which test fits it, and which words.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>

namespace inference_pio {

enum class MetricKind {
    speed,  // a time or a rate over time: "s", "tokens/sec", "s/token"
    exact,  // what a program counts: bytes, tokens, and the quality figures, which are the same each time
    other,  // anything else: "J", "dB", "ratio" (mbu), words of a script's own
};

[[nodiscard]] MetricKind metric_kind(const MetricDefinition& metric);

}  // namespace inference_pio
