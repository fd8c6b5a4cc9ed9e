// What llama-bench prints for `-o json` or `-o jsonl`, as metrics of one execution.
//
// `llama_bench.prefill_throughput` (tests such as pp512), `llama_bench.decode_throughput` (tg128) and
// `llama_bench.prefill_decode_throughput` (pp512+tg128), in tokens a second: its own average over its repetitions.
// Where one execution has several tests of a kind, the test stands behind the metric's name:
// `llama_bench.prefill_throughput_pp512`.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "worker/adapters/foreign_metrics.hpp"

namespace inference_pio {

// `source` is named in messages. Errors: malformed; not_found for an output without a test; mismatch for two tests that
// differ in something else than their numbers of tokens, since nothing in the metrics' names would tell them apart.
[[nodiscard]] Result<std::vector<ForeignMetric>> parse_llama_bench_output(std::string_view output,
                                                                          std::string_view source);

}  // namespace inference_pio
