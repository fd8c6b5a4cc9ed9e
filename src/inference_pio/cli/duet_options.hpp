// The two sides of a duet as they are typed; `duet` and `gate` share them.
//
// Thread safety: used by the main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "cli/case_options.hpp"
#include "cli/command.hpp"
#include "session/duet_session.hpp"

namespace inference_pio {

struct TypedDuet {
    TypedCases cases;
    std::filesystem::path baseline;  // a build folder
    std::filesystem::path candidate;
    std::filesystem::path baseline_engine;
    std::filesystem::path candidate_engine;
    std::pair<std::string, std::string> revisions;  // both empty: none
    int pairs = 0;                       // 0: the configuration's
    int samples = 0;
    double budget_s = 0;
    double injected_slowdown = 0;  // of the candidate

    // Whether two sides were named at all.
    [[nodiscard]] bool names_sides() const {
        return !baseline.empty() || !candidate.empty() || !baseline_engine.empty() || !candidate_engine.empty() ||
               !revisions.first.empty();
    }
};

void add_duet_options(CLI::App& command, TypedDuet& typed);

// Builds revisions where they were asked for, which may take long: `step` is told. Errors: invalid_argument for sides
// that do not go together; those of build_revision().
[[nodiscard]] Result<DuetOptions> parse_duet(TypedDuet typed, Configuration configuration,
                                             const std::function<void(std::string_view)>& step,
                                             const CommandContext& context);

}  // namespace inference_pio
