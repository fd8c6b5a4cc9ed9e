// The records of a machine's ceilings, as a run has them behind those of its cases.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "fakes/reported_run.hpp"

namespace inference_pio {

inline std::vector<Record> machine_ceiling_records() {
    const auto one = [](const char* name, const char* what, std::int64_t threads, std::string_view metric,
                        double value) {
        return measured(std::string(kCeilingsBenchmark), {{name, std::string(what)}, {"threads", threads}}, metric,
                        value, 0);
    };
    return {one("pattern", "read", 1, "peak_bandwidth", 38.1e9), one("pattern", "read", 2, "peak_bandwidth", 75.3e9),
            one("pattern", "copy", 2, "peak_bandwidth", 66.5e9), one("pattern", "triad", 2, "peak_bandwidth", 72.2e9),
            one("weight_type", "q4_0", 2, "peak_flops", 280e9)};
}

}  // namespace inference_pio
