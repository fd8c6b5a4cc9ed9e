#include "session/turn_sides.hpp"

#include <utility>

#include "execution/preliminaries.hpp"

namespace inference_pio {

Result<std::vector<TurnCase>> make_turn_cases(const RunStart& start, const RunObserver& observer,
                                              const SessionMachine& machine) {
    std::vector<TurnCase> cases;
    const RunSettings& settings = start.header.settings;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    for (const PlannedCase& planned : start.plan.cases) {
        const FoundBenchmark& benchmark = start.benchmarks[planned.benchmark];
        CaseCommand command = command_of(benchmark, planned.id, settings);
        const auto always = [](const std::optional<Bytes>&) { return true; };
        auto known = ask_preliminaries(benchmark, command, always, workers, [&](std::string_view line) {
            if (observer.step) observer.step(line);
        });
        if (!known) return fail(std::move(known.error()));
        command.files = std::move(known->files);
        cases.push_back(
            {planned.id, {benchmark.worker, std::move(command), benchmark.description.metrics, settings.cpus}});
    }
    return cases;
}

}  // namespace inference_pio
