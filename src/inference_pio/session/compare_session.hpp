// `piobench compare` and the first half of `piobench gate`: two stored runs, or a run and the baseline that fits it.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>

#include "configuration/configuration.hpp"
#include "judgement/comparison.hpp"
#include "judgement/stored_verdict.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

struct StoredComparisonOptions {
    std::filesystem::path results_dir;
    // A run's id or its beginning, a tag, the beginning of a commit, "latest", or a path: a run's folder, its results
    // file, a pack that holds one run.
    std::string baseline;   // empty: the newest on the main branch that fits (history/baseline.hpp)
    std::string candidate;  // empty: the latest
    Configuration configuration;
    Correction correction = Correction::benjamini_hochberg;
};

struct StoredComparison {
    Comparison comparison;  // with findings and acceptances
    Run baseline;
    Run candidate;
};

// Errors: not_found where a run is not there; mismatch with exit code 5 (`no baseline`) where none fits: see
// is_missing_baseline().
[[nodiscard]] Result<StoredComparison> compare_stored(const StoredComparisonOptions& options);

// The same with the candidate in hand, against the same baseline: for a fresh measurement of suspects.
[[nodiscard]] Result<Comparison> compare_with(const Run& baseline, const Run& candidate,
                                              const StoredComparisonOptions& options);

// Whether the error says that there is nothing to compare with: exit code 5, neither wrong usage nor success.
[[nodiscard]] bool is_missing_baseline(const Error& error);

}  // namespace inference_pio
