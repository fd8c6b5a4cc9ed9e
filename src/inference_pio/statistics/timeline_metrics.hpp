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
// prefill_time, prefill_fast, decode_fast (the gaps), tokenize_time, sampling_time, and, where there are image
// spans, what the TTFT consists of: image_decode_time, image_preprocess_time, vision_encode_time,
// image_prefill_time and text_prefill_time of the whole batch, first_sampling_time, and image_tokens. Seconds,
// tokens/sec, tokens. A metric that needs two tokens is left out where a sequence
// has fewer. Errors: malformed, for stamps out of order or sequences without a token.
[[nodiscard]] Result<MetricValues> compute_generation_metrics(const Timeline& timeline);

}  // namespace inference_pio
