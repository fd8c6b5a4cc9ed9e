// Decides how much of a case is measured: how many processes, and how many samples in each.
// docs/measurement.md, section 3. Which samples are warm-up is decided in warmup.hpp, when a case is
// precise enough in convergence.hpp.
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <inference_pio/units.hpp>
#include <optional>

#include "execution/case_outcome.hpp"

namespace inference_pio {

enum class Preset { quick, standard, thorough };

struct SamplingPolicy {
    int processes_min = 8;   // >= 1: never fewer, unless the budget ends
    int processes_max = 64;  // >= processes_min
    // Beside warm-up, of a process of which nothing is known yet; >= 1. Once variances and costs are
    // known, compute_sampling() may ask for others, up to samples_max.
    int samples_per_process = 5;
    int samples_max = 20;    // >= samples_per_process; equal: the number is fixed
    int pilot_samples = 10;  // in the first process of a case, so that a long warm-up shows; >= samples_per_process
    int warmup_min = 1;      // >= 1
    int warmup_max = 8;      // >= warmup_min: a process that never settles is measured all the same
    // Half-width of the interval over the value that is enough. Absent: no claim is made, and
    // processes_max is what ends a case.
    std::optional<double> precision = 0.02;
    double confidence = 0.95;
    // From a case's first visit to its last, >= 0, where fewer than processes_max are seen: a machine has states
    // that last for minutes, and processes that all ran in one of them agree about that state only.
    Seconds span_min{150};
    std::optional<Seconds> budget;  // of the whole run; absent: none. Every case gets one visit all the same

    bool operator==(const SamplingPolicy&) const = default;
};

// quick: 3 processes of 3 samples, no claim of precision, no span, 3 minutes. standard: 8 to 64 processes
// until ± 2 %, over 150 s, 10 minutes. thorough: 12 to 128 processes until ± 1 %, over 5 minutes, 60 minutes.
[[nodiscard]] SamplingPolicy policy_of(Preset preset);

// The same for cases of which each sample is a process of its own: whole programs, run by an adapter. A process of
// theirs is one sample, and as many processes may be seen as the policy would otherwise take samples: of a fixed number
// of processes (no precision), all of them. What a case's first visit does as warm-up, once, is for the machine's
// caches.
[[nodiscard]] SamplingPolicy policy_of_whole_processes(SamplingPolicy policy);

// What the next process of a case does.
struct VisitSampling {
    int warmup = 1;   // samples that are warm-up in any case
    int samples = 5;  // wanted beside warm-up

    bool operator==(const VisitSampling&) const = default;
};

// For the process after those in `outcome`. The first one is the pilot. Later ones take the warm-up that
// the pilot showed, and m samples, from the variances and costs that were measured so far:
//   m = ⌈√(c_load / c_sample × T²_within / T²_between)⌉   (Kalibera and Jones, ISMM 2013)
// with the variances of the logarithms of the case's main metric, T²_between never below what so few
// processes could tell from nothing (its standard error at zero); needs 3 processes, and workers that
// tell the wall time of a sample. A metric whose process value is the fastest of its samples
// (prefill_fast) would change its meaning with m, so m is then never below samples_per_process, and
// such a value is the fastest of the first kFastestOf only (reduce_process() in summary_values.hpp).
[[nodiscard]] VisitSampling compute_sampling(const CaseOutcome& outcome, const SamplingPolicy& policy);

}  // namespace inference_pio
