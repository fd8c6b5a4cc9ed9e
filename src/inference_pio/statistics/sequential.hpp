// Group sequential bounds: how strong the evidence has to be at each of several looks at growing data,
// so that all looks together keep a false alarm's chance at alpha (docs/measurement.md, section 4).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <vector>

namespace inference_pio {

struct SequentialLook {
    double z = 0;          // reject where |Z| reaches it
    double nominal_p = 0;  // two-sided: 2 (1 - Phi(z)); reject where the look's own p value is at most this
    bool operator==(const SequentialLook&) const = default;
};

// O'Brien and Fleming's two-sided bounds for `looks` equally spaced looks (1 to 50), 1e-12 <= alpha < 1:
// z_k = C sqrt(K / k), strict at first and nearly the single test's at last. C is solved for, so that
// the chance that |Z_k| reaches z_k at any look is alpha, to ten digits. In the order of the looks.
// Sources: O'Brien and Fleming (Biometrics 35, 1979); the recursive integration: Armitage, McPherson and
// Rowe (J. R. Stat. Soc. A 132, 1969); Jennison and Turnbull, "Group Sequential Methods" (1999), ch. 2.
//
// Errors: invalid_argument where looks or alpha lie out of their range. A few milliseconds; 50 looks at a
// very small alpha take some tenths of a second.
[[nodiscard]] Result<std::vector<SequentialLook>> compute_obrien_fleming(int looks, double alpha);

}  // namespace inference_pio
