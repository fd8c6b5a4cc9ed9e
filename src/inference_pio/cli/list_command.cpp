#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/terminal.hpp"
#include "reporting/list_report.hpp"
#include "session/list_session.hpp"
#include "session/run_session.hpp"

namespace inference_pio {
namespace {

int list(const ListOptions& options, bool json, const CommandContext& context) {
    const auto say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
    const auto listing = list_session(options, say, context.machine);
    if (!listing) {
        print_error(listing.error());
        return exit_code_of(listing.error());
    }
    std::vector<UnusableFile> unusable;
    for (const DiscoveryProblem& problem : listing->problems) unusable.push_back({problem.file, problem.error});
    if (json) {
        fmt::print("{}", format_list_document(listing->benchmarks, unusable));
    } else {
        const Terminal terminal = read_terminal(1);
        fmt::print("{}", format_list(listing->benchmarks, {.width = terminal.width, .colours = terminal.colours}));
        for (const UnusableFile& file : unusable) print_error(file.error);
    }
    return unusable.empty() ? 0 : 3;
}

}  // namespace

void add_list_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("list", "Show the benchmarks that discovery finds");
    auto options = std::make_shared<ListOptions>();
    auto json = std::make_shared<bool>(false);
    command->add_option("PATTERN", options->patterns, "Globs on benchmark or case names; none: everything");
    command->add_option("--path", options->paths, "Discover in this folder instead of the project's own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command->add_flag("--json", *json, "Print one JSON document");
    command->footer(
        "Listing runs no script. Only programs that speak the worker protocol, and Google Benchmark\n"
        "programs, are asked what they have, and their answers are kept.\n\n"
        "Examples:\n  piobench list\n  piobench list 'qwen3_*/unit/*'\n  piobench list --path my/benchmarks --json");
    command->callback([options, json, &context] {
        if (auto chosen = choose_places(options->paths, options->commands); !chosen) {
            context.exit_code = end_as_wrong_usage(chosen.error());
            return;
        }
        context.exit_code = list(*options, *json, context);
    });
}

}  // namespace inference_pio
