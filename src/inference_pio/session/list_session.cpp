#include "session/list_session.hpp"

#include <utility>

#include "common/files.hpp"
#include "discovery/discoverer.hpp"
#include "execution/plan.hpp"

namespace inference_pio {
namespace {

DiscoveredBenchmark discovered(const FoundBenchmark& found) {
    return {found.name, found.description.doc, found.description.axes, found.file.path,
            std::string(to_string(found.file.kind))};
}

}  // namespace

Result<Listing> list_session(const ListOptions& options, const std::function<void(std::string_view)>& step,
                             const SessionMachine& machine) {
    const DiscoveryRequest request{find_project(std::filesystem::current_path()), options.paths, options.patterns,
                                   user_cache_folder(), options.commands};
    auto found = discover(request, {machine.clock, machine.launcher, machine.cancellation}, step);
    if (!found) return fail(std::move(found.error()));
    PlanRequest selection;
    selection.patterns = options.patterns;
    for (const DiscoveryProblem& problem : found->problems) selection.failed_names.push_back(problem.benchmark);
    const auto plan = compute_plan(found->benchmarks, selection);
    if (!plan) return fail(plan.error());

    Listing listing;
    listing.problems = std::move(found->problems);
    // A benchmark is listed where at least one of its cases is selected; cases come benchmark by benchmark.
    for (std::size_t i = 0; i < plan->cases.size(); ++i) {
        const std::size_t benchmark = plan->cases[i].benchmark;
        if (i > 0 && plan->cases[i - 1].benchmark == benchmark) continue;
        listing.benchmarks.push_back(discovered(found->benchmarks[benchmark]));
    }
    return listing;
}

}  // namespace inference_pio
