// Scaling laws as a run has them: one with a peak that was not measured, a line, one that nothing fits.
#pragma once

#include <inference_pio/record.hpp>
#include <vector>

#include "fakes/reported_run.hpp"

namespace inference_pio {

inline std::vector<ScalingLaw> scaling_laws() {
    const Parameters lengths{{"sequence_length", std::int64_t{128}}, {"threads", std::int64_t{2}}};
    const Parameters batches{{"batch_size", std::int64_t{1}}, {"threads", std::int64_t{2}}};
    ScalingLaw peak{"qwen3_0_6b/performance/generation",
                    lengths,
                    "batch_size",
                    "decode_throughput",
                    "tokens/sec",
                    "universal_scalability",
                    {{"lambda", 61.2, 60.1, 62.4}, {"sigma", 0.212, 0.19, 0.24}, {"kappa", 0.0021, 0, 0.0043}},
                    {{1, 61, -0.003}, {2, 99, 0.002}, {4, 141, 0.001}, {8, 178, -0.001}},
                    0.0023,
                    19.4,
                    201.3,
                    "the peak is uncertain: kappa may be 0, and then there is none"};
    ScalingLaw power{"qwen3_0_6b/performance/generation",
                     batches,
                     "sequence_length",
                     "ttft",
                     "s",
                     "power",
                     {{"a", 0.00183, 0.0017, 0.002}, {"b", 1.06, 1.04, 1.08}},
                     {{128, 0.31, 0.01}, {256, 0.65, 0}, {512, 1.37, -0.01}, {1024, 2.87, 0}},
                     0.012,
                     std::nullopt,
                     std::nullopt,
                     ""};
    ScalingLaw line = power;
    line.metric = "kv_cache_memory";
    line.unit = "bytes";
    line.law = "line";
    line.coefficients = {{"a", 1.2e6, 0, 2.4e6}, {"b", 114688, 114000, 115400}};
    ScalingLaw quadratic = power;
    quadratic.law = "quadratic";
    quadratic.coefficients = {{"a", 0.02, 0.01, 0.03}, {"b", 0.0021, 0.002, 0.0022}, {"c", 6e-7, 5e-7, 7e-7}};
    quadratic.benchmark = "qwen3_vl_2b/performance/generation";
    ScalingLaw none = quadratic;
    none.law = "none";
    none.metric = "peak_memory\x1b[31m";
    none.coefficients.clear();
    none.residual_ratio = 0.31;
    none.note = "no law fits: the nearest, line, leaves residuals of 31 %, more than 10 %";
    return {peak, power, line, quadratic, none};
}

}  // namespace inference_pio
