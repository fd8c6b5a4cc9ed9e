// `piobench duet`: two builds, or two engine libraries under one build, sampled in turns until it is known whether one
// is slower.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

#include "configuration/configuration.hpp"
#include "judgement/comparison.hpp"
#include "session/run_session.hpp"
#include "session/side_programs.hpp"

namespace inference_pio {

struct DuetSide {
    BuildSide build;
    std::string name;              // as the user called it: a folder, a revision
    double injected_slowdown = 0;  // share of extra time in every timed span: for self-tests
};

struct DuetOptions {
    RunOptions run;  // which cases, and with what; sampling policy and budget of a run mean nothing here
    DuetSide baseline;
    DuetSide candidate;
    Configuration configuration;
};

struct DuetReport {
    Comparison comparison;
    std::filesystem::path folder;  // duet.json, and pairs.ndjson with every pair as it was measured
    std::vector<Error> write_errors;
};

// Errors: those of run_session() before anything was measured; not_found, mismatch where a side is no build or lacks
// every selected case. A case that only one side has is `unlike`, and the others are compared.
[[nodiscard]] Result<DuetReport> run_duet(const DuetOptions& options, const std::function<void(std::string_view)>& step,
                                          const SessionMachine& machine);

// Measures the rows of `suspects` again, `confirmations` times at most as their rules say, and writes down in
// `report.comparison` what came of it (judgement/confirmation.hpp). Errors: as run_duet().
[[nodiscard]] Result<void> confirm_duet(DuetReport& report, const DuetOptions& options,
                                        const std::function<void(std::string_view)>& step,
                                        const SessionMachine& machine);

}  // namespace inference_pio
