// One pair of fresh processes, one alive at a time: what stays of it once it was measured.
//
// Thread safety: plain values.
#pragma once

#include <map>
#include <string>

namespace inference_pio {

struct MeasuredPair {
    std::string case_name;
    double slowdown = 0;  // injected into the candidate, as a share of each span, >= 0; 0 but in self-tests
    bool baseline_first = true;
    double duration_s = 0;                   // both processes, from their start to their end
    std::map<std::string, double> baseline;  // metric -> value of the process, > 0
    std::map<std::string, double> candidate;
    bool operator==(const MeasuredPair&) const = default;
};

}  // namespace inference_pio
