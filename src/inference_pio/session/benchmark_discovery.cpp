#include <inference_pio/benchmark_discovery.hpp>
#include <utility>

#include "session/list_session.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

Result<std::vector<DiscoveredBenchmark>> discover_benchmarks(const DiscoverOptions& options) {
    auto listing = list_session({options.patterns, options.paths}, {}, SessionMachine{});
    if (!listing) return fail(std::move(listing.error()));
    if (!listing->problems.empty()) return fail(std::move(listing->problems.front().error));
    return std::move(listing->benchmarks);
}

Result<Run> discover_and_run_all_benchmarks(const DiscoverOptions& options) {
    RunOptions run_options;
    run_options.patterns = options.patterns;
    run_options.paths = options.paths;
    run_options.command = "piobench run";
    for (const std::string& pattern : options.patterns) run_options.command += " '" + pattern + "'";
    for (const auto& path : options.paths) run_options.command += " --path " + path.string();
    auto result = run_session(run_options, {}, SessionMachine{});
    if (!result) return fail(std::move(result.error()));
    return std::move(result->run);
}

}  // namespace inference_pio
