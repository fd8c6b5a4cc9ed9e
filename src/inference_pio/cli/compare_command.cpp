#include <memory>

#include "cli/command.hpp"
#include "cli/comparison_options.hpp"
#include "cli/configured.hpp"
#include "session/gate_session.hpp"

namespace inference_pio {
namespace {

struct TypedCompare {
    std::vector<std::string> sides;
    std::string baseline;
    StoredComparisonOptions options;
    ReportOptions reports;
};

int compare(TypedCompare typed) {
    auto configuration = read_project_configuration(typed.reports.configuration);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    typed.options.configuration = *std::move(configuration);
    if (typed.sides.size() == 1) typed.options.candidate = typed.sides[0];
    if (typed.sides.size() == 2) {
        typed.options.baseline = typed.sides[0];
        typed.options.candidate = typed.sides[1];
    }
    const auto compared = compare_stored(typed.options);
    if (!compared) return end_with(compared.error());
    const bool written = print_reports(compared->comparison, nullptr, typed.reports);
    const GateDecision decision = decide_without_confirmation(compared->comparison, typed.options.configuration.gate);
    return written ? exit_code_of(decision.outcome) : kExitFailed;
}

}  // namespace

void add_compare_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("compare", "Two stored runs: what became slower, and how sure is that?");
    auto typed = std::make_shared<TypedCompare>();
    command
        ->add_option("RUN", typed->sides,
                     "BASE CANDIDATE, or only the candidate; none: the latest run. A run is its id or the beginning of "
                     "it, a tag, a commit, `latest`, or the path of its folder or results.json. Without a base: the "
                     "newest run of this machine on the main branch that fits")
        ->expected(0, 2);
    add_results_dir_option(*command, typed->options.results_dir, "Where results and history lie", &typed->reports.configuration);
    add_report_options(*command, typed->reports);
    command->footer(
        "Stored runs are the weaker evidence: what differs between two sessions of one build is part of the test.\n"
        "`piobench duet` compares two builds in turns, and finds a few percent.\n\n"
        "Examples:\n"
        "  piobench compare                      the latest run with the baseline that fits\n"
        "  piobench compare release-1 latest --all\n"
        "  piobench compare old/results.json benchmark_results/20261124T100000Z-3f9a1c\n\n"
        "Exit codes: 0 nothing regressed, 1 something did, 4 inconclusive, 5 nothing was comparable.");
    command->callback([typed, &context] { context.exit_code = compare(*typed); });
}

}  // namespace inference_pio
