// `piobench gate`: verdicts as an exit code. A suspected regression is measured again by processes of its own before it
// alarms: against a stored baseline by a fresh run of the suspects, for two builds by a fresh duet.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>

#include "judgement/findings.hpp"
#include "session/duet_session.hpp"
#include "session/compare_session.hpp"

namespace inference_pio {

struct GateReport {
    Comparison comparison;
    GateDecision decision;
};

// Errors: those of compare_stored() and, while confirming, of run_session() before anything was measured.
[[nodiscard]] Result<GateReport> gate_stored(const StoredComparisonOptions& options,
                                             const std::function<void(std::string_view)>& step,
                                             const SessionMachine& machine);

// Errors: those of run_duet().
[[nodiscard]] Result<GateReport> gate_builds(const DuetOptions& options,
                                             const std::function<void(std::string_view)>& step,
                                             const SessionMachine& machine);

// The options that measure the suspects of `candidate` again, as it was measured: its cases, its engine and options,
// its files, and as many processes as the same preset takes. Pure. Errors: unsupported where a suspect's case cannot be asked for again.
[[nodiscard]] Result<RunOptions> options_of_suspects(const Run& candidate, const Comparison& comparison,
                                                     const std::vector<std::size_t>& suspects);

// As a gate that asks for no confirmation: what compare and duet say. Pure.
[[nodiscard]] GateDecision decide_without_confirmation(const Comparison& comparison, GateRules rules);

// The decision's exit code; 130 where the comparison was interrupted. Pure.
[[nodiscard]] int exit_code_of(const GateReport& report);

}  // namespace inference_pio
