// What a run is about: the commit of the project, and how this build was made.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>

#include "common/child_process.hpp"

namespace inference_pio {

// Asks git. No git, no repository, no commit yet: `commit` is empty and `dirty` false. CI servers check commits out
// without a branch: then it is the one that their environment names (GITHUB_HEAD_REF, GITHUB_REF_NAME,
// CI_COMMIT_REF_NAME, CHANGE_BRANCH, BRANCH_NAME, in this order); PIOBENCH_BRANCH names it before all others.
[[nodiscard]] Subject read_subject(const std::filesystem::path& project, const BuildProfile& build,
                                   ProcessLauncher& launcher);

}  // namespace inference_pio
