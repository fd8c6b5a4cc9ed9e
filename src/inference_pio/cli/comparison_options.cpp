#include "cli/comparison_options.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/terminal.hpp"
#include "common/files.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

bool write_report(const fs::path& file, const std::string& content) {
    if (file.empty()) return true;
    std::error_code error;
    if (const fs::path folder = fs::absolute(file, error).parent_path(); !folder.empty()) {
        if (auto made = make_folders(folder); !made) {
            print_error(made.error());
            return false;
        }
    }
    auto written = write_file_whole(file, content);
    if (!written) print_error(written.error());
    return written.has_value();
}

// What stands in the file already stays: it may be a step's summary that others write to as well.
bool add_report(const fs::path& file, const std::string& content) {
    if (file.empty()) return true;
    std::ofstream stream(file, std::ios::app | std::ios::binary);
    stream << content << std::flush;
    if (stream) return true;
    print_error({ErrorKind::io, fmt::format("cannot add to {}", file.string()),
                 "check that its folder is there and that it may be written"});
    return false;
}

}  // namespace

void add_report_options(CLI::App& command, ReportOptions& options) {
    add_configuration_option(command, options.configuration);
    command.add_flag("--all", options.all, "Show every compared metric, not only what matters");
    command
        .add_option("--markdown", options.markdown,
                    "Add the report to this file, for a pull request or \"$GITHUB_STEP_SUMMARY\"")
        ->type_name("FILE");
    command.add_option("--junit", options.junit, "Write JUnit XML")->type_name("FILE");
    command.add_option("--gitlab-metrics", options.gitlab_metrics, "Write GitLab's metrics report (OpenMetrics)")
        ->type_name("FILE");
    command.add_flag("--github-annotations", options.github_annotations,
                     "Print GitHub's workflow commands on standard error: findings appear at the job");
    command.add_flag("--json", options.json, "Print one JSON document instead of the table");
}

bool print_reports(const Comparison& comparison, const GateDecision* decision, const ReportOptions& options) {
    if (options.json) {
        fmt::print("{}", format_comparison_json(comparison, decision));
    } else {
        const Terminal terminal = read_terminal(1);
        fmt::print("{}", format_comparison(comparison, decision, options.all,
                                           {.width = terminal.width, .colours = terminal.colours}));
    }
    if (options.github_annotations) fmt::print(stderr, "{}", format_github_annotations(comparison, decision));
    bool whole = add_report(options.markdown, format_comparison_markdown(comparison, decision));
    whole = write_report(options.junit, format_comparison_junit(comparison, decision)) && whole;
    return write_report(options.gitlab_metrics, format_gitlab_metrics(comparison)) && whole;
}

}  // namespace inference_pio
