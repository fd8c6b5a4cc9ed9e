// What surrounded the samples of a case, summed up. Evidence, not surgery: no sample is dropped for it.
//
// Pure. Thread-safe.
#pragma once

#include "execution/case_outcome.hpp"

namespace inference_pio {

// In a sample's evidence: not zero where the sample was taken under pressure.
inline constexpr std::string_view kDisturbedMark = "disturbed";

// Over the measured samples of all visits, by the unit that a name ends with: the largest of shares
// (`_percent`, `_ratio`), clocks (`_hz`) and temperatures (`_celsius`), the sum of everything else
// (seconds, counts, bytes).
[[nodiscard]] Noise noise_of(const CaseOutcome& outcome);

}  // namespace inference_pio
