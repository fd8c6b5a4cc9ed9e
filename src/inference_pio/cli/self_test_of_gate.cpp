#include <fmt/format.h>

#include <memory>

#include "cli/case_options.hpp"
#include "cli/command.hpp"
#include "cli/comparison_options.hpp"
#include "cli/configured.hpp"
#include "cli/step_display.hpp"
#include "session/gate_self_test.hpp"

namespace inference_pio {
namespace {

struct TypedGateTest {
    TypedCases cases;
    ReportOptions reports;
    double slowdown = 0.05;
    int pairs = 0;
};

void print_report(const GateSelfTestReport& report, const TypedGateTest& typed) {
    fmt::print("With {:.3g} % injected\n\n", typed.slowdown * 100);
    print_reports(report.slowed.comparison, &report.slowed.decision, typed.reports);
    if (!report.slowed.comparison.interrupted) {
        fmt::print("\nWithout\n\n");
        print_reports(report.same.comparison, &report.same.decision, typed.reports);
    }
    fmt::print("\n");
    if (report.interrupted()) {
        fmt::print("self-test gate: interrupted\n");
        return;
    }
    fmt::print("A slowdown of {:.3g} %: the gate {}\n", typed.slowdown * 100,
               report.fired() ? "fired: passed" : "did not fire: FAILED");
    fmt::print("No slowdown: the gate {}\n", report.quiet() ? "kept quiet: passed" : "cried wolf: FAILED");
    fmt::print("self-test gate: {}\n", report.passed() ? "passed" : "FAILED");
}

int run_gate_test(const TypedGateTest& typed, const CommandContext& context) {
    auto configuration = read_project_configuration(typed.reports.configuration);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    const auto choices = choices_for(*configuration, "");
    if (!choices) return end_as_wrong_usage(choices.error());
    auto run = parse_cases(typed.cases, *configuration, *choices);
    if (!run) return end_with(run.error());
    GateSelfTestOptions options;
    options.run = *std::move(run);
    options.run.commands.clear();  // they are of no build, so two builds have not two of them
    options.run.command = context.command_line;
    options.configuration = *std::move(configuration);
    options.slowdown = typed.slowdown;
    if (typed.pairs > 0) options.configuration.duet.pairs = typed.pairs;
    Result<GateSelfTestReport> report = fail(ErrorKind::internal, "not run");
    {
        StepDisplay display(read_terminal(2));
        report = run_gate_self_test(
            options, [&](std::string_view line) { display.show(line); }, context.machine);
    }
    if (!report) return end_with(report.error());
    print_report(*report, typed);
    if (report->interrupted()) return kExitInterrupted;
    return report->passed() ? 0 : 1;
}

}  // namespace

void add_self_test_gate_command(CLI::App& self_test, CommandContext& context) {
    CLI::App* command = self_test.add_subcommand(
        "gate", "Your benchmarks with a slowdown injected, and without: does the gate fire, and only then?");
    auto typed = std::make_shared<TypedGateTest>();
    add_case_options(*command, typed->cases);
    command->add_option("--slowdown", typed->slowdown, "Injected into the candidate's spans, such as 3%")
        ->transform(share_option())
        ->check(CLI::Range(1e-6, 10.0))
        ->default_str("5%");
    command->add_option("--pairs", typed->pairs, "Pairs of processes of each case, at most")
        ->check(CLI::Range(6, 100000));
    add_configuration_option(*command, typed->reports.configuration);
    command->add_option("--seed", typed->cases.run.seed, "Seed of prompts and of the order of turns")
        ->capture_default_str();
    add_results_dir_option(*command, typed->cases.run.results_dir, "Where the duets are written",
                           &typed->reports.configuration);
    command->footer(
        "Example:\n"
        "  piobench self-test gate qwen3_0_6b/performance/generation --param batch_size=1 --slowdown 5%\n\n"
        "Exit codes: 0 both came out as they should, 1 not, 130 interrupted.");
    command->callback([typed, &context] { context.exit_code = run_gate_test(*typed, context); });
}

}  // namespace inference_pio
