// Two levels of a series, and what keeps bad runs from deciding about them (judgement/series_steps.hpp says why).
//
// Pure. Thread-safe. All values are finite.
#pragma once

#include <span>
#include <vector>

namespace inference_pio {

struct LevelChange {
    double difference = 0;  // mean after minus mean before, without what was held back
    double p_value = 1;     // two-sided: Welch's, or that of the common robust deviation where it is larger
};

// At least 2 values on each side; with fewer the p value is 1. Held back: values beyond 4 robust deviations (of the
// residuals of both sides) of their own side's median, the farthest first, at most a fifth of a side. Few values
// that lie close by chance make Welch's error far too small, and a search finds them: so the difference also has to
// convince in the light of the robust deviation of both sides together, by Student's t with n + m - 2 degrees of
// freedom. O(n log n).
[[nodiscard]] LevelChange compare_levels(std::span<const double> before, std::span<const double> after);

// Each value drawn in to at most 4 deviations from the median of the 9 about it (at the ends: of the outermost 9). The
// deviation is the robust one of successive differences; where that is 0, or with fewer than 9 values, nothing changes.
[[nodiscard]] std::vector<double> clamp_bad_runs(std::span<const double> values);

}  // namespace inference_pio
