// Git, as far as builds of revisions need it: commits are named, and checked out beside the user's working tree.
//
// Variables by which git tells a hook of its repository (GIT_DIR, GIT_INDEX_FILE, …) are not passed on, so that all of
// this works in a hook too, and cannot touch the index of the commit that is being made. No hook of the user is run.
//
// Thread safety: free functions; git itself locks its repository.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "session/session_machine.hpp"

namespace inference_pio {

struct Repository {
    std::filesystem::path common;  // its .git, absolute: the same for all of its working trees
    std::string prefix;            // of the project in it: "tools/bench/"; empty: the project is all of it
    bool operator==(const Repository&) const = default;
};

// Errors: not_found where `project` lies in no repository (with git's words), or there is no git.
[[nodiscard]] Result<Repository> read_repository(const std::filesystem::path& project, const SessionMachine& machine);

// The full name of the commit that `revision` names: "HEAD~1", "v1.2", "3f9a1c2".
// Errors: invalid_argument for what cannot be a revision; not_found, naming it.
[[nodiscard]] Result<std::string> resolve_revision(const std::filesystem::path& project, const std::string& revision,
                                                   const SessionMachine& machine);

// Checks the commit out into `folder`, which must not be there; it belongs to no branch. Errors: io, cancelled.
[[nodiscard]] Result<void> add_worktree(const std::filesystem::path& project, const std::string& commit,
                                        const std::filesystem::path& folder, const SessionMachine& machine);

// Takes a working tree of add_worktree() away, with all that is in it. What git refuses is left to git.
void remove_worktree(const std::filesystem::path& project, const std::filesystem::path& folder,
                     const SessionMachine& machine);

// `command` without the variables above.
[[nodiscard]] std::vector<std::string> outside_of_hooks(std::vector<std::string> command);

}  // namespace inference_pio
