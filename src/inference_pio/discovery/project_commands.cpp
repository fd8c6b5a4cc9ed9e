#include "discovery/project_commands.hpp"

#include <utility>

#include "discovery/worker_programs.hpp"
#include "protocol/command_spec.hpp"

namespace inference_pio {

FoundBenchmark found_command(const Project& project, const std::string& name, const CommandSettings& command) {
    FoundBenchmark found;
    found.name = command.suite + "/" + name;
    found.file.path = project.root / kProjectFile;
    found.file.kind = FileKind::command;
    found.file.place.suite = command.suite;
    found.description.name = name;
    found.description.doc = command.doc;
    found.description.axes = command.parameters;
    found.description.sample_is_process = true;

    CommandSpec spec{.name = name,
                     .doc = command.doc,
                     .run = command.run,
                     .prepare = command.prepare,
                     .cleanup = command.cleanup,
                     .environment = command.environment,
                     .format = command.format};
    spec.directory = (project.root / command.directory).lexically_normal().string();
    found.worker = worker_of(project, found.file, {});
    found.worker.environment[kCommandVariable] = encode_command_spec(spec);
    return found;
}

}  // namespace inference_pio
