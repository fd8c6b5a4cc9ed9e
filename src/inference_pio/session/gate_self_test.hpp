// `piobench self-test gate`: would the gate have fired, here and now, on the user's own benchmarks? The same build on
// both sides, once with a slowdown that the candidate's workers really spend inside their spans, and once without.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>

#include "session/gate_session.hpp"

namespace inference_pio {

struct GateSelfTestOptions {
    RunOptions run;
    Configuration configuration;
    double slowdown = 0.05;  // injected, as a share, > 0
};

struct GateSelfTestReport {
    GateReport slowed;
    GateReport same;

    [[nodiscard]] bool fired() const { return slowed.decision.outcome == GateOutcome::regressed; }
    // Nothing but the right answer or the admission of having none.
    [[nodiscard]] bool quiet() const {
        return same.decision.outcome == GateOutcome::passed || same.decision.outcome == GateOutcome::inconclusive;
    }
    [[nodiscard]] bool interrupted() const { return slowed.comparison.interrupted || same.comparison.interrupted; }
    [[nodiscard]] bool passed() const { return fired() && quiet() && !interrupted(); }
};

// Errors: those of run_duet(). An interrupted first half leaves the second one unmeasured.
[[nodiscard]] Result<GateSelfTestReport> run_gate_self_test(const GateSelfTestOptions& options,
                                                            const std::function<void(std::string_view)>& step,
                                                            const SessionMachine& machine);

}  // namespace inference_pio
