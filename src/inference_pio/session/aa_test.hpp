// `piobench self-test aa`: a case against itself, in turns, over many series. What is flagged is a false
// alarm; how far pairs lie apart says how many pairs a comparison on this machine needs.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "session/aa_estimators.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

struct AaOptions {
    RunOptions run;   // has to select exactly one case
    int series = 50;  // >= 1
    int pairs = 12;   // of each series, >= 1
    int samples = 4;  // of each process, beside one of warm-up, >= 1
};

struct AaReport {
    CaseId id;
    std::vector<AaResult> results;
    std::filesystem::path file;  // pairs.ndjson: every pair, written as it was measured
    bool interrupted = false;    // the results are of what was measured until then
};

// Errors: invalid_argument where not one case is selected; those of run_session(); those of the case. A
// series that fails or is interrupted after a pair was measured keeps its report.
[[nodiscard]] Result<AaReport> run_aa_test(const AaOptions& options, const std::function<void(std::string_view)>& step,
                                           const SessionMachine& machine);

}  // namespace inference_pio
