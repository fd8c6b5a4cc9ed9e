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

struct TypedDuetCommand {
    TypedDuet duet;
    ReportOptions reports;
};

int exit_code_of_duet(const DuetReport& report, const GateRules& rules) {
    if (report.comparison.interrupted) return kExitInterrupted;
    const int code = exit_code_of(decide_without_confirmation(report.comparison, rules).outcome);
    return code == 0 && !report.write_errors.empty() ? kExitFailed : code;
}

int duet(const TypedDuetCommand& typed, const CommandContext& context) {
    auto configuration = read_project_configuration(typed.reports.configuration);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    Result<DuetReport> report = fail(ErrorKind::internal, "not run");
    const GateRules rules = configuration->gate;
    {
        StepDisplay display(read_terminal(2));
        const auto step = [&](std::string_view line) { display.show(line); };
        const auto options = parse_duet(typed.duet, *std::move(configuration), step, context);
        report = options ? run_duet(*options, step, context.machine) : fail(options.error());
    }
    if (!report) return end_with(report.error());
    const bool written = print_reports(report->comparison, nullptr, typed.reports);
    for (const Error& error : report->write_errors) print_error(error);
    if (!typed.reports.json) fmt::print("\nevery pair: {}\n", (report->folder / "pairs.ndjson").string());
    return written ? exit_code_of_duet(*report, rules) : kExitFailed;
}

}  // namespace

void add_duet_command(CLI::App& app, CommandContext& context) {
    CLI::App* command =
        app.add_subcommand("duet", "Two builds in turns, until it is known whether one of them is slower");
    auto typed = std::make_shared<TypedDuetCommand>();
    add_duet_options(*command, typed->duet);
    add_report_options(*command, typed->reports);
    add_results_dir_option(*command, typed->duet.cases.run.results_dir, "Where the duet is written",
                           &typed->reports.configuration);
    command->footer(
        "Fresh pairs of processes, A B B A, one alive at a time, so that whatever the machine does meets both sides.\n"
        "Ends as soon as every case is decided; what is still open then says what more time would buy.\n\n"
        "Examples:\n"
        "  piobench duet --base ../main/build/release --candidate build/release 'qwen3_0_6b/performance/generation'\n"
        "  piobench duet --base-engine-dir /opt/llama-0.5.0 --candidate-engine-dir /opt/llama-dev gemma3_270m\n"
        "  piobench duet --git main HEAD 'qwen3_*/performance/*' --param batch_size=1\n\n"
        "Exit codes: 0 nothing regressed, 1 something did, 3 results could not be written, 4 inconclusive, 5 nothing "
        "was comparable, 130 interrupted.");
    command->callback([typed, &context] { context.exit_code = duet(*typed, context); });
}

}  // namespace inference_pio
