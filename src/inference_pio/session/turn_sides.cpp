#include "session/turn_sides.hpp"

#include <fmt/format.h>

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

Result<TurnCase> make_turn_case(const RunStart& start, const RunObserver& observer, const SessionMachine& machine) {
    if (start.plan.cases.size() != 1) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} cases are selected, and it takes one", start.plan.cases.size()),
                    "name one benchmark, and one value of each axis with --param");
    }
    auto cases = make_turn_cases(start, observer, machine);
    if (!cases) return fail(std::move(cases.error()));
    return std::move(cases->front());
}

}  // namespace inference_pio
