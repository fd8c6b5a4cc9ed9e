#include "session/profile_session.hpp"

#include "common/files.hpp"
#include "discovery/discoverer.hpp"

namespace inference_pio {

ProfileResult profile_session(const SessionMachine& machine) {
    const Project project = find_project(std::filesystem::current_path());
    return {machine.profile(),
            find_engines(project, user_cache_folder(), {machine.clock, machine.launcher, machine.cancellation})};
}

}  // namespace inference_pio
