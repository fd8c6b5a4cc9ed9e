#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <memory>

#include "cli/case_options.hpp"
#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/progress_display.hpp"
#include "cli/terminal.hpp"
#include "reporting/console_table.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/run_document.hpp"
#include "reporting/sample_strips.hpp"
#include "session/report_session.hpp"
#include "session/run_session.hpp"
#include "session/served_report.hpp"

namespace inference_pio {
namespace {

// The options as they are typed; run_session takes them parsed.
struct TypedOptions {
    TypedCases cases;
    double precision = std::nan("");
    double budget_s = std::nan("");
    double span_s = std::nan("");
    double timeout_s = std::nan("");
    bool quick = false;
    bool thorough = false;
    bool json = false;
    bool verbose = false;
    bool watch = false;
    std::filesystem::path configuration;
    std::string preset;
};

void add_sampling_options(CLI::App& command, TypedOptions& typed) {
    auto* quick = command.add_flag("--quick", typed.quick, "Up to 3 processes of 3 samples: a first look");
    command.add_option("--preset", typed.preset, "What [preset.NAME] of piobench.toml says: benchmarks, values, sampling");
    command.add_flag("--thorough", typed.thorough, "More processes, narrower intervals: figures to publish")
        ->excludes(quick);
    command.add_option("--precision", typed.precision, "Stop a case when its 95 % interval is within this, such as 2%")
        ->transform(share_option());
    command
        .add_option("--budget", typed.budget_s,
                    "Time for the whole run, such as 10m; each case is visited at least once")
        ->transform(duration_option());
    command
        .add_option("--span", typed.span_s,
                    "Visit a case over at least this long, such as 150s, since a machine has states that last for "
                    "minutes; 0s: stop as soon as it is precise")
        ->transform(duration_option());
    command.add_option("--timeout", typed.timeout_s, "Time for one answer of a worker, such as 120s")
        ->transform(duration_option())
        ->default_str("120s");
    command.add_option("--cpus", typed.cases.run.cpus, "Processors that workers run on, such as 0,1")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_option("--seed", typed.cases.run.seed, "Seed of prompts, weights and the order of visits")
        ->capture_default_str();
}

void add_result_options(CLI::App& command, TypedOptions& typed) {
    command.add_flag("--dry-run", typed.cases.run.dry_run, "Print the plan and what it will take; measure nothing");
    add_results_dir_option(command, typed.cases.run.results_dir, "Where results are written", &typed.configuration);
    add_configuration_option(command, typed.configuration);
    command.add_option("--resume", typed.cases.run.resume, "Continue this run: its name, or its folder")->type_name("RUN");
    auto* json = command.add_flag("--json", typed.json, "Print one JSON document");
    command.add_flag("--watch", typed.watch, "Serve the run's page on this machine while it goes on; prints its address")
        ->excludes("--dry-run");
    command.add_flag("--verbose", typed.verbose, "Show every sample below the tables, as small strips")->excludes(json);
}

std::optional<double> given(double number) { return std::isnan(number) ? std::nullopt : std::optional(number); }

std::optional<Seconds> given_time(double seconds) {
    return std::isnan(seconds) ? std::nullopt : std::optional(Seconds(seconds));
}

// --quick and --thorough are samplings of their own: what the project chose for another one would not fit.
void choose_sampling(const TypedOptions& typed, const RunChoices& choices, RunOptions& options) {
    const bool own = typed.quick || typed.thorough;
    const std::string sampling = typed.quick ? "quick" : typed.thorough ? "thorough" : choices.sampling.value_or("standard");
    options.preset = sampling == "quick"      ? Preset::quick
                     : sampling == "thorough" ? Preset::thorough
                                              : Preset::standard;
    options.precision = given(typed.precision);
    options.budget = given_time(typed.budget_s);
    options.span = given_time(typed.span_s);
    if (!own && !options.precision) options.precision = choices.precision;
    if (!own && !options.budget) options.budget = choices.budget;
    if (!own && !options.span) options.span = choices.span;
    options.timeout = given_time(typed.timeout_s).value_or(choices.timeout.value_or(options.timeout));
}

Result<RunOptions> parse_options(TypedOptions typed, const CommandContext& context) {
    const auto configuration = read_project_configuration(typed.configuration);
    if (!configuration) return fail(configuration.error());
    const auto choices = choices_for(*configuration, typed.preset);
    if (!choices) return fail(choices.error());
    auto parsed = parse_cases(std::move(typed.cases), *configuration, *choices);
    if (!parsed) return parsed;
    RunOptions options = *std::move(parsed);
    options.command = context.command_line;
    choose_sampling(typed, *choices, options);
    if (typed.precision <= 0 || typed.precision >= 1) {
        return fail(ErrorKind::invalid_argument, "--precision must lie between 0 and 100 %", "write --precision 2%");
    }
    if (typed.budget_s <= 0 || typed.timeout_s <= 0) {
        return fail(ErrorKind::invalid_argument, "--budget and --timeout must be longer than nothing",
                    "write --budget 10m");
    }
    if (typed.span_s < 0) {
        return fail(ErrorKind::invalid_argument, "--span cannot be negative", "write --span 150s, or --span 0s");
    }
    return options;
}

std::string text_of(std::optional<Bytes> bytes) {
    return bytes ? format_quantity(static_cast<double>(bytes->count), "bytes") : "unknown";
}

void print_forecast(const RunForecast& forecast) {
    fmt::print("{:>10}  {:>10}  case\n", "memory", "one visit");
    for (const CaseForecast& one : forecast.cases) {
        fmt::print("{:>10}  {:>10}  {}\n", text_of(one.memory),
                   one.one_visit ? format_duration(*one.one_visit) : "unknown", one.id.name());
    }
    fmt::print("\n{} cases; ", forecast.cases.size());
    if (forecast.time_min && forecast.time_max) {
        fmt::print("between {} and {}", format_duration(*forecast.time_min), format_duration(*forecast.time_max));
    } else if (forecast.time_max) {
        fmt::print("at most about {} (some cases were never measured here)", format_duration(*forecast.time_max));
    } else {
        fmt::print("time unknown: some cases were never measured here, and there is no budget");
    }
    fmt::print("; {} of memory available. Nothing was measured.\n", text_of(forecast.memory_available));
}

void print_result(const RunResult& result, bool verbose) {
    const Terminal terminal = read_terminal(1);
    const ConsoleStyle style{.width = terminal.width, .colours = terminal.colours};
    fmt::print("{}", format_run_table(result.run, style));
    if (verbose) fmt::print("{}", format_sample_strips(result.run, style));
    if (!result.files.empty()) fmt::print("\nresults:\n");
    for (const auto& file : result.files) fmt::print("  {}\n", file.string());
}

void print_end(const RunResult& result) {
    for (const DiscoveryProblem& problem : result.problems) print_error(problem.error);
    for (const Error& error : result.write_errors) print_error(error);
    if (result.history_error) {
        fmt::print(stderr, "warning: the run is not in the history: {}\n", result.history_error->message);
    }
    if (result.end == RunEnd::complete || result.folder.empty()) return;
    const char* why = result.end == RunEnd::interrupted ? "interrupted" : "stopped";
    fmt::print(stderr, "{}: what was measured is kept; continue with\n  piobench run --resume {}\n", why,
               result.folder.string());
}

Result<RunResult> measure(const RunOptions& options, const SessionMachine& machine) {
    const RunObserver observer = make_progress_display(read_terminal(2), stderr);
    return run_session(options, observer, machine);
}

Result<RunResult> measure_watched(const RunOptions& options, const SessionMachine& machine) {
    auto page = read_report_page(report_page_file());
    if (!page) return fail(std::move(page.error()));
    WatchedRun watched(make_progress_display(read_terminal(2), stderr), *std::move(page), machine.clock);
    auto result = run_session(options, watched.observer(), machine);
    if (result) watched.end(*result);
    return result;
}

int run(const TypedOptions& typed, const CommandContext& context) {
    const auto options = parse_options(typed, context);
    if (!options) return end_as_wrong_usage(options.error());
    const auto result =
        typed.watch ? measure_watched(*options, context.machine) : measure(*options, context.machine);
    if (!result) {
        print_error(result.error());
        return exit_code_of(result.error());
    }
    if (typed.json) {
        fmt::print("{}", format_run_document(result->run, result->files));
    } else if (result->forecast) {
        print_forecast(*result->forecast);
    } else {
        print_result(*result, typed.verbose);
    }
    print_end(*result);
    return result->exit_code;
}

}  // namespace

void add_run_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("run", "Measure benchmarks and write results");
    auto typed = std::make_shared<TypedOptions>();
    add_case_options(*command, typed->cases);
    add_sampling_options(*command, *typed);
    add_result_options(*command, *typed);
    command->footer(
        "Examples:\n"
        "  piobench run 'qwen3_0_6b/performance/*' --quick\n"
        "  piobench run 'qwen3_0_6b/performance/generation' --param batch_size=1,2,4 --param weight_type=q4_0,q8_0\n"
        "  piobench run gemma3_270m --model-file my-gemma.gguf --budget 5m\n"
        "  piobench run --path my/benchmarks\n"
        "  piobench run --resume 20261124T100000Z-3f9a1c");
    command->callback([typed, &context] { context.exit_code = run(*typed, context); });
}

}  // namespace inference_pio
