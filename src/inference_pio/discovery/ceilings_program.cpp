#include "discovery/ceilings_program.hpp"

#include <system_error>

namespace inference_pio {

Result<WorkerProgram> provide_ceilings_program(const Project& project, const DiscoveryMachine& machine,
                                               const StepLine& step) {
    const SourceProgram program{{}, "piobench-ceilings", project.worker_program("piobench-ceilings")};
    const WorkerProgram worker{{program.program.string()}, {}};
    std::error_code error;
    if (std::filesystem::exists(program.program, error)) return worker;
    auto errors = build_source_programs(project, {program}, machine.launcher, machine.cancellation, step);
    if (!errors) return fail(std::move(errors.error()));
    if (!errors->empty()) return fail(std::move(errors->begin()->second));
    return worker;
}

}  // namespace inference_pio
