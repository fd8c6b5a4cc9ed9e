#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/comparison_options.hpp"
#include "cli/configured.hpp"
#include "cli/duet_options.hpp"
#include "cli/step_display.hpp"
#include "session/gate_session.hpp"

namespace inference_pio {
namespace {

struct TypedGate {
    TypedDuet duet;  // its patterns hold the run, where no sides are named
    std::string baseline;
    ReportOptions reports;
};

Result<GateReport> measure(const TypedGate& typed, Configuration configuration,
                           const std::function<void(std::string_view)>& step, const CommandContext& context) {
    if (typed.duet.names_sides()) {
        const auto options = parse_duet(typed.duet, std::move(configuration), step, context);
        if (!options) return fail(options.error());
        return gate_builds(*options, step, context.machine);
    }
    const std::vector<std::string>& runs = typed.duet.cases.run.patterns;
    if (runs.size() > 1) {
        return fail(ErrorKind::invalid_argument, fmt::format("a gate judges one run, and {} are named", runs.size()),
                    "name one run, or two builds with --base and --candidate");
    }
    StoredComparisonOptions options;
    options.results_dir = typed.duet.cases.run.results_dir;
    options.baseline = typed.baseline;
    options.candidate = runs.empty() ? "" : runs.front();
    options.configuration = std::move(configuration);
    return gate_stored(options, step, context.machine);
}

int gate(const TypedGate& typed, const CommandContext& context) {
    auto configuration = read_project_configuration(typed.reports.configuration);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    Result<GateReport> report = fail(ErrorKind::internal, "not run");
    {
        StepDisplay display(read_terminal(2));
        report = measure(
            typed, *std::move(configuration), [&](std::string_view line) { display.show(line); }, context);
    }
    if (!report) return end_with(report.error());
    const bool written = print_reports(report->comparison, &report->decision, typed.reports);
    return written ? exit_code_of(*report) : kExitFailed;
}

}  // namespace

void add_gate_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("gate", "A verdict as an exit code, for CI: did it get slower?");
    auto typed = std::make_shared<TypedGate>();
    add_duet_options(*command, typed->duet);
    command->get_option("PATTERN")->description(
        "With two builds: globs on benchmark or case names. Without: the run to judge (none: the latest)");
    command->add_option("--baseline", typed->baseline,
                        "Run or tag that the stored run is judged against; without it the newest on the main branch "
                        "that fits");
    add_report_options(*command, typed->reports);
    add_results_dir_option(*command, typed->duet.cases.run.results_dir, "Where the duet is written",
                           &typed->reports.configuration);
    command->footer(
        "Thresholds stand in piobench.toml ([gate]). A suspected regression is measured again by fresh processes\n"
        "before it alarms.\n\n"
        "Examples:\n"
        "  piobench gate                                           the latest run\n"
        "  piobench gate latest --baseline release-1 --junit gate.xml\n"
        "  piobench gate --base ../main/build/release --candidate build/release 'qwen3_*' --markdown report.md\n\n"
        "Exit codes: 0 passed, 1 something regressed, 3 results could not be written, 4 inconclusive, 5 nothing was\n"
        "comparable (no baseline), 130 interrupted.");
    command->callback([typed, &context] { context.exit_code = gate(*typed, context); });
}

}  // namespace inference_pio
