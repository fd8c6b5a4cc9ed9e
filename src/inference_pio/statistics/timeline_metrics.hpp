// The one function that turns a timeline into latency metrics. Definitions: docs/measurement.md, section 1.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <inference_pio/timeline.hpp>
#include <map>
#include <string>
#include <vector>

namespace inference_pio {

using MetricValues = std::map<std::string, std::vector<double>, std::less<>>;

// ttft, ttft_max, tpot, itl (all gaps), e2e_latency, prefill_throughput, decode_throughput, throughput,
// prefill_time, prefill_fast, decode_fast (the gaps), tokenize_time, sampling_time, and the image spans
// where there are any. Seconds, tokens/sec. A metric that needs two tokens is left out where a sequence
// has fewer. Errors: malformed, for stamps out of order or sequences without a token.
[[nodiscard]] Result<MetricValues> compute_generation_metrics(const Timeline& timeline);

}  // namespace inference_pio
