// The exact interval of a share that was counted.
//
// Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial"
// (Biometrika 26, 1934).
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>

namespace inference_pio {

struct ShareInterval {
    double low = 0;
    double high = 1;
    bool operator==(const ShareInterval&) const = default;
};

// Of the share behind `found` of `all` (0 <= found <= all, all >= 1), two-sided at `level` in (0, 1). For a bound on
// one side at 95 %, ask for the level 0.90.
[[nodiscard]] ShareInterval compute_share_interval(std::int64_t found, std::int64_t all, double level);

}  // namespace inference_pio
