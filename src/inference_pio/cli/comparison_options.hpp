// Options that compare, duet and gate share: the configuration, and where reports go.
//
// Thread safety: used by the main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>

#include "configuration/configuration.hpp"
#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio {

struct ReportOptions {
    std::filesystem::path configuration;   // empty: the project's piobench.toml, where there is one
    std::filesystem::path markdown;        // empty: none
    std::filesystem::path junit;
    std::filesystem::path gitlab_metrics;
    bool github_annotations = false;
    bool json = false;
    bool all = false;
};

void add_report_options(CLI::App& command, ReportOptions& options);

// The comparison on standard output, and the files that were asked for; the Markdown is added to its file, since a
// step's summary may hold more. A file that cannot be written is said on standard error; false: there was one.
bool print_reports(const Comparison& comparison, const GateDecision* decision, const ReportOptions& options);

}  // namespace inference_pio
