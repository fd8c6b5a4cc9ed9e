#include "cli/duet_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"
#include "session/revision_build.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& build, const fs::path& engine) {
    if (build.empty() && engine.empty()) return "this build";
    if (engine.empty()) return build.string();
    return build.empty() ? "engine " + engine.string() : build.string() + ", engine " + engine.string();
}

Result<void> set_revisions(DuetOptions& options, const std::pair<std::string, std::string>& revisions,
                           const std::function<void(std::string_view)>& step, const CommandContext& context) {
    std::error_code error;
    const fs::path project = find_project(fs::current_path(error)).root;
    for (const bool is_baseline : {true, false}) {
        const std::string& revision = is_baseline ? revisions.first : revisions.second;
        auto build =
            build_revision({project, revision, options.configuration.duet, user_cache_folder()}, step, context.machine);
        if (!build) return fail(std::move(build.error()));
        DuetSide& side = is_baseline ? options.baseline : options.candidate;
        side.build.folder = *std::move(build);
        side.name = revision;
    }
    return {};
}

}  // namespace

void add_duet_options(CLI::App& command, TypedDuet& typed) {
    add_case_options(command, typed.cases);
    command.add_option("--base", typed.baseline, "Build folder of the baseline; without it this build")
        ->check(CLI::ExistingDirectory);
    command.add_option("--candidate", typed.candidate, "Build folder of the candidate; without it this build")
        ->check(CLI::ExistingDirectory);
    command.add_option("--base-engine-dir", typed.baseline_engine, "Engine libraries that the baseline loads")
        ->check(CLI::ExistingDirectory);
    command.add_option("--candidate-engine-dir", typed.candidate_engine, "Engine libraries that the candidate loads")
        ->check(CLI::ExistingDirectory);
    command.add_option("--git", typed.revisions,
                       "Two revisions of the project: both are built (piobench.toml, [duet])")
        ->type_name("BASE CANDIDATE");
    command.add_option("--pairs", typed.pairs, "Pairs of processes of each case, at most")
        ->check(CLI::Range(6, 100000));
    command.add_option("--samples", typed.samples, "Samples of each process, beside one of warm-up")
        ->check(CLI::PositiveNumber);
    command.add_option("--duet-budget", typed.budget_s, "Begin no pair after this time, such as 10m")
        ->transform(duration_option());
    command
        .add_option("--injected-slowdown", typed.injected_slowdown,
                    "Slow the candidate down by this share, really spent in its spans: to see that it is found")
        ->transform(share_option());
    command.add_option("--seed", typed.cases.run.seed, "Seed of prompts and of the order of turns")
        ->capture_default_str();
    command.add_option("--cpus", typed.cases.run.cpus, "Processors that workers run on, such as 0,1")
        ->delimiter(',')
        ->allow_extra_args(false);
}

Result<DuetOptions> parse_duet(TypedDuet typed, Configuration configuration,
                               const std::function<void(std::string_view)>& step, const CommandContext& context) {
    if (!typed.names_sides() && typed.injected_slowdown == 0) {
        return fail(ErrorKind::invalid_argument, "a duet has two sides, and none was named",
                    "give --base BUILD and --candidate BUILD, --base-engine-dir DIR, or --git REV1 REV2");
    }
    if (!typed.revisions.first.empty() && !(typed.baseline.empty() && typed.candidate.empty())) {
        return fail(ErrorKind::invalid_argument, "--git builds both sides itself",
                    "leave out --base and --candidate, or --git");
    }
    const auto choices = choices_for(configuration, "");
    if (!choices) return fail(choices.error());
    auto run = parse_cases(std::move(typed.cases), configuration, *choices);
    if (!run) return fail(std::move(run.error()));
    DuetOptions options;
    options.run = *std::move(run);
    options.run.commands.clear();  // they are of no build, so two builds have not two of them
    options.run.command = context.command_line;
    options.configuration = std::move(configuration);
    if (typed.pairs > 0) options.configuration.duet.pairs = typed.pairs;
    if (typed.samples > 0) options.configuration.duet.samples = typed.samples;
    if (typed.budget_s > 0) options.configuration.duet.budget = Seconds(typed.budget_s);
    options.baseline.build = {typed.baseline, typed.baseline_engine};
    options.baseline.name = name_of(typed.baseline, typed.baseline_engine);
    options.candidate.build = {typed.candidate, typed.candidate_engine};
    options.candidate.name = name_of(typed.candidate, typed.candidate_engine);
    options.candidate.injected_slowdown = typed.injected_slowdown;
    if (!typed.revisions.first.empty()) {
        if (auto built = set_revisions(options, typed.revisions, step, context); !built) {
            return fail(std::move(built.error()));
        }
    }
    if (typed.injected_slowdown > 0) {
        options.candidate.name += fmt::format(", slowed down by {:.3g} %", typed.injected_slowdown * 100);
    }
    return options;
}

}  // namespace inference_pio
