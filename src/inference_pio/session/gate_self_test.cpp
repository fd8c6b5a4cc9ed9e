#include "session/gate_self_test.hpp"

#include <fmt/format.h>

#include <utility>

namespace inference_pio {

Result<GateSelfTestReport> run_gate_self_test(const GateSelfTestOptions& options,
                                              const std::function<void(std::string_view)>& step,
                                              const SessionMachine& machine) {
    GateSelfTestReport report;
    for (const double slowdown : {options.slowdown, 0.0}) {
        DuetOptions duet;
        duet.run = options.run;
        duet.configuration = options.configuration;
        duet.baseline.name = "this build";
        duet.candidate.name =
            slowdown > 0 ? fmt::format("this build, slowed down by {:.3g} %", slowdown * 100) : "this build again";
        duet.candidate.injected_slowdown = slowdown;
        auto gated = gate_builds(
            duet,
            [&](std::string_view line) {
                if (step) step(fmt::format("{}, {}", slowdown > 0 ? "with the slowdown" : "without", line));
            },
            machine);
        if (!gated) return fail(std::move(gated.error()));
        (slowdown > 0 ? report.slowed : report.same) = *std::move(gated);
        if (report.interrupted()) break;
    }
    return report;
}

}  // namespace inference_pio
