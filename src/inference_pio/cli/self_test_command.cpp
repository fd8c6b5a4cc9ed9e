#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "cli/case_options.hpp"
#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/step_display.hpp"
#include "cli/terminal.hpp"
#include "reporting/text_table.hpp"
#include "session/aa_test.hpp"
#include "session/truth_test.hpp"

namespace inference_pio {
namespace {

std::string percent(double share, int digits = 2) { return fmt::format("{:.{}f} %", share * 100, digits); }

Cell verdict_cell(bool passed) { return passed ? Cell{"passed", Tone::plain} : Cell{"FAILED", Tone::failure}; }

void print_table(TextTable table, const char* title) {
    const Terminal terminal = read_terminal(1);
    fmt::print("{}\n{}\n", title, format_text_table(table, {.width = terminal.width, .colours = terminal.colours}));
}

void print_truth(const TruthReport& report) {
    TextTable coverage{{{"noise"},
                        {"metric"},
                        {"covered", Align::right},
                        {"bias", Align::right},
                        {"half-width", Align::right},
                        {"processes", Align::right},
                        {""}},
                       {}};
    for (const CoverageResult& one : report.coverage) {
        coverage.rows.push_back({{one.model},
                                 {one.metric},
                                 {fmt::format("{} of {}", one.covered, one.runs)},
                                 {fmt::format("{:+.3f} %", one.bias * 100)},
                                 {percent(one.half_width)},
                                 {fmt::format("{:.1f}", one.processes)},
                                 verdict_cell(one.passed)});
    }
    print_table(std::move(coverage), "95 % intervals that cover the planted truth (91 % wanted)");
    TextTable sleeping{{{"metric"}, {"planted", Align::right}, {"measured", Align::right}, {"off", Align::right}, {""}},
                       {}};
    for (const SleepResult& one : report.sleeping) {
        sleeping.rows.push_back({{one.metric},
                                 {fmt::format("{:.3f} ms", one.planted_s * 1e3)},
                                 {fmt::format("{:.3f} ms", one.measured_s * 1e3)},
                                 {fmt::format("{:+.0f} us", (one.measured_s - one.planted_s) * 1e6)},
                                 verdict_cell(one.passed)});
    }
    print_table(std::move(sleeping), "Clocks, sleeping until every stamp (0.5 % or 100 us wanted)");
    fmt::print("Warm-up of three samples found within one: {} of {} runs (95 % wanted): {}\n\n", report.warmup.found,
               report.warmup.runs, report.warmup.passed ? "passed" : "FAILED");
    TextTable turns{{{"candidate is slower by", Align::right},
                     {"flagged", Align::right},
                     {"deviation of a pair", Align::right},
                     {""}},
                    {}};
    for (const TurnsResult& one : report.turns) {
        turns.rows.push_back({{percent(one.slowdown, 0)},
                              {fmt::format("{} of {}", one.flagged, one.series)},
                              {percent(one.pair_deviation)},
                              one.slowdown == 0 ? verdict_cell(one.passed) : Cell{}});
    }
    print_table(std::move(turns), "Turns (without slowdown at most 4 % flagged wanted)");
    fmt::print("{}\n", report.passed() ? "self-test truth: passed" : "self-test truth: FAILED");
}

void print_aa(const AaReport& report) {
    fmt::print("{} against itself, in turns{}\n", report.id.name(), report.interrupted ? " (interrupted)" : "");
    TextTable table{{{"figure of a process"},
                     {""},
                     {"flagged", Align::right},
                     {"deviation of\na pair", Align::right},
                     {"median\nratio - 1", Align::right},
                     {"pairs", Align::right}},
                    {}};
    for (const AaResult& one : report.results) {
        table.rows.push_back({{one.estimator},
                              {one.meaning, Tone::faint},
                              {fmt::format("{} of {}", one.flagged, one.series)},
                              {percent(one.deviation)},
                              {fmt::format("{:+.2f} %", one.bias * 100)},
                              {fmt::format("{}", one.pairs)}});
    }
    print_table(std::move(table), "");
    fmt::print("Both sides are the same: what is flagged is a false alarm. Every pair: {}\n", report.file.string());
}

int run_truth(const TruthOptions& options, const CommandContext& context) {
    Result<TruthReport> report = fail(ErrorKind::internal, "not run");
    {
        StepDisplay display(read_terminal(2));
        report = run_truth_test(
            options, [&](std::string_view line) { display.show(line); }, context.machine);
    }
    if (!report) return end_with(report.error());
    print_truth(*report);
    return report->passed() ? 0 : 1;
}

int run_aa(AaOptions options, const std::vector<std::string>& parameters, const CommandContext& context) {
    if (auto parsed = parse_parameters(parameters, options.run); !parsed) return end_with(parsed.error());
    options.run.command = context.command_line;
    Result<AaReport> report = fail(ErrorKind::internal, "not run");
    {
        StepDisplay display(read_terminal(2));
        report = run_aa_test(
            options, [&](std::string_view line) { display.show(line); }, context.machine);
    }
    if (!report) return end_with(report.error());
    print_aa(*report);
    return report->interrupted ? 130 : 0;
}

void add_truth(CLI::App& app, CommandContext& context) {
    CLI::App* command =
        app.add_subcommand("truth", "Planted truths through the whole harness: coverage, bias, warm-up, turns");
    auto options = std::make_shared<TruthOptions>();
    command->add_option("--runs", options->runs, "Runs of each noise model")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--series", options->series, "Series of turns for each slowdown")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->callback([options, &context] { context.exit_code = run_truth(*options, context); });
}

void add_aa(CLI::App& app, CommandContext& context) {
    CLI::App* command =
        app.add_subcommand("aa", "One case against itself, in turns: false alarms, and how far pairs lie apart");
    auto options = std::make_shared<AaOptions>();
    auto parameters = std::make_shared<std::vector<std::string>>();
    command->add_option("PATTERN", options->run.patterns, "Selects one benchmark")->required();
    command->add_option("--param", *parameters, "Value of an axis, such as batch_size=1 (repeatable)")
        ->allow_extra_args(false);
    command->add_option("--series", options->series, "Series of pairs")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--pairs", options->pairs, "Pairs of each series")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--samples", options->samples, "Samples of each process, beside one of warm-up")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--path", options->run.paths, "Discover in this folder instead of the project's own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command->add_option("--model-file", options->run.model_file, "Your own GGUF checkpoint")->check(CLI::ExistingFile);
    command->add_option("--seed", options->run.seed, "Seed of prompts and of the order of turns")
        ->capture_default_str();
    add_results_dir_option(*command, options->run.results_dir, "Where the pairs are written");
    command->footer(
        "Example:\n"
        "  piobench self-test aa qwen3_0_6b/performance/generation --param batch_size=1 --param sequence_length=128 "
        "\\\n"
        "           --param new_tokens=32 --param weight_type=q4_0 --series 5");
    command->callback([options, parameters, &context] { context.exit_code = run_aa(*options, *parameters, context); });
}

}  // namespace

void add_self_test_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("self-test", "Measure the harness itself: can its numbers be trusted here?");
    command->require_subcommand(1);
    add_truth(*command, context);
    add_aa(*command, context);
    add_self_test_power_command(*command, context);
    add_self_test_gate_command(*command, context);
}

}  // namespace inference_pio
