// Real pairs of processes whose candidate is slowed down by a known share: what the power of a duet is
// computed from (docs/measurement.md, section 4). The worker really spends the extra time inside its spans.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "judgement/measured_pair.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

struct PowerRecordingOptions {
    RunOptions run;  // has to select exactly one case
    std::vector<double> slowdowns = {0, 0.02, 0.03, 0.05, 0.10};
    int pairs = 100;  // of each slowdown, >= 1
    int samples = 4;  // of each process, beside one of warm-up, >= 1
};

struct PowerRecording {
    CaseId id;
    std::vector<MeasuredPair> pairs;  // in time order; slowdowns take turns
    std::filesystem::path file;       // pairs.ndjson: every pair, written as it was measured
    bool interrupted = false;
};

// Errors: as run_aa_test().
[[nodiscard]] Result<PowerRecording> record_power_pairs(const PowerRecordingOptions& options,
                                                        const std::function<void(std::string_view)>& step,
                                                        const SessionMachine& machine);

}  // namespace inference_pio
