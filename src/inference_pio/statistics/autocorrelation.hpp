// Do samples remember their predecessors, and how many independent ones are they worth?
//
// Pure. Thread-safe. Values are finite, in time order, each of magnitude below 1e150.
#pragma once

#include <cstddef>
#include <span>

namespace inference_pio {

// The sample autocorrelation at `lag`, with the sum of all n squares below the line at every lag (the
// estimator of R's acf): in [-1, 1]. 1 at lag 0. Where the values are all equal, or the lag leaves no
// pair, 0 at any other lag. O(n).
[[nodiscard]] double compute_autocorrelation(std::span<const double> values, std::size_t lag);

// The number of independent values that would estimate the mean as well: n / (-1 + 2 sum of Gamma_m), the
// sum of Gamma_m = rho_2m + rho_(2m+1) from m = 0 for as long as they are positive (Geyer's initial
// positive sequence). In [1, n] for n >= 1: values that alternate count as n, no more. 0 without values.
// O(n * lags used). Source: Geyer, "Practical Markov chain Monte Carlo" (Statistical Science 7, 1992),
// section 3.3.
[[nodiscard]] double compute_effective_sample_size(std::span<const double> values);

}  // namespace inference_pio
