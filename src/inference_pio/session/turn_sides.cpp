#include "session/turn_sides.hpp"

#include <fmt/format.h>

#include <utility>

#include "execution/preliminaries.hpp"

namespace inference_pio {

Result<TurnCase> make_turn_case(const RunStart& start, const PlannedCase& planned, const RunObserver& observer,
                                const SessionMachine& machine) {
    const RunSettings& settings = start.header.settings;
    const WorkerMachine workers{machine.clock, machine.launcher, machine.cancellation};
    const FoundBenchmark& benchmark = start.benchmarks[planned.benchmark];
    CaseCommand command = command_of(benchmark, planned.id, settings);
    const auto always = [](const std::optional<Bytes>&) { return true; };
    auto known = ask_preliminaries(benchmark, command, always, workers, [&](std::string_view line) {
        if (observer.step) observer.step(line);
    });
    if (!known) return fail(std::move(known.error()));
    command.files = std::move(known->files);
    return TurnCase{planned.id, {benchmark.worker, std::move(command), benchmark.description.metrics, settings.cpus}};
}

Result<std::vector<TurnCase>> make_turn_cases(const RunStart& start, const RunObserver& observer,
                                              const SessionMachine& machine) {
    std::vector<TurnCase> cases;
    for (const PlannedCase& planned : start.plan.cases) {
        auto made = make_turn_case(start, planned, observer, machine);
        if (!made) return fail(std::move(made.error()));
        cases.push_back(*std::move(made));
    }
    return cases;
}

Result<TurnCase> make_only_turn_case(const RunStart& start, const RunObserver& observer,
                                     const SessionMachine& machine) {
    if (start.plan.cases.size() != 1) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} cases are selected, and it takes one", start.plan.cases.size()),
                    "name one benchmark, and one value of each axis with --param");
    }
    return make_turn_case(start, start.plan.cases.front(), observer, machine);
}

}  // namespace inference_pio
