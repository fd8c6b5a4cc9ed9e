// Options that several subcommands share: which cases, measured with what.
//
// Thread safety: used by the main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "configuration/configuration.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

// As they are typed; the job takes them parsed.
struct TypedCases {
    RunOptions run;
    std::vector<std::string> parameters;
    std::vector<std::string> engine_options;
};

// PATTERN…, --path, --param, --engine, --engine-option, and the user's own files. `typed` must outlive the parsing.
void add_case_options(CLI::App& command, TypedCases& typed);

// What was typed; where that says nothing, what the project chose: folders, patterns, the engine, values of axes.
// Errors: invalid_argument, with an example of the right form.
[[nodiscard]] Result<RunOptions> parse_cases(TypedCases typed, const Configuration& configuration,
                                             const RunChoices& choices);

[[nodiscard]] Result<void> parse_parameters(const std::vector<std::string>& texts, RunOptions& options);

// "10m" becomes 600; "2%" becomes 0.02.
[[nodiscard]] CLI::Validator duration_option();
[[nodiscard]] CLI::Validator share_option();

}  // namespace inference_pio
