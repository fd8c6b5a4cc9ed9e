// `piobench self-test truth`: planted truths through the real parent and real workers, thousands of
// times. docs/measurement.md, section 6.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "session/session_machine.hpp"

namespace inference_pio {

struct TruthOptions {
    int runs = 200;                                               // of each noise model, >= 1
    int series = 50;                                              // of turns, for each injected slowdown, >= 1
    int pairs = 12;                                               // of each series
    std::string benchmark = "qwen3_0_6b/performance/generation";  // whose worker runs the simulated engine
};

struct CoverageResult {
    std::string model;
    std::string metric;
    int runs = 0;
    int covered = 0;        // intervals that held the truth
    double bias = 0;        // mean of value / truth - 1
    double half_width = 0;  // median of the intervals' half-widths over their values
    double processes = 0;   // mean of a run
    bool passed = false;    // at least 91 % (182 of 200)
};

struct SleepResult {
    std::string metric;
    double planted_s = 0;
    double measured_s = 0;
    bool passed = false;  // within 0.5 % or 100 µs
};

struct WarmupResult {
    int runs = 0;
    int found = 0;        // within one sample of the planted step
    bool passed = false;  // at least 95 %
};

struct TurnsResult {
    double slowdown = 0;  // of the candidate
    int series = 0;
    int flagged = 0;            // regressed or improved
    double pair_deviation = 0;  // median over the series: robust, of a pair's log ratio
    bool passed = true;         // without slowdown: at most 4 % flagged; with one nothing is demanded
};

struct TruthReport {
    std::vector<CoverageResult> coverage;
    std::vector<SleepResult> sleeping;
    WarmupResult warmup;
    std::vector<TurnsResult> turns;
    [[nodiscard]] bool passed() const;
};

// Errors: invalid_argument for a benchmark that has no simulated timelines; cancelled; those of run_session().
[[nodiscard]] Result<TruthReport> run_truth_test(const TruthOptions& options,
                                                 const std::function<void(std::string_view)>& step,
                                                 const SessionMachine& machine);

}  // namespace inference_pio
