// Builds of single revisions, for `duet --git OLD NEW`: each commit in a working tree of its own in the user's cache,
// built once.
//
//     <cache>/revisions/<repository>/lock
//     <cache>/revisions/<repository>/<commit>/tree        the working tree
//     <cache>/revisions/<repository>/<commit>/build.log   what the build command said last
//     <cache>/revisions/<repository>/<commit>/built       the build command that succeeded
//     <cache>/revisions/<repository>/<commit>/used        there once the tree is whole; its time is that of the last
//     use
//
// Thread safety: one job at a time in a process; processes wait for each other.
#pragma once

#include <cstddef>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>

#include "configuration/configuration.hpp"
#include "discovery/source_programs.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

struct RevisionRequest {
    std::filesystem::path project;  // its root, in a git repository
    std::string revision;           // "HEAD~1", "v1.2", "3f9a1c2"
    DuetSettings settings;
    std::filesystem::path cache;  // user_cache_folder()
};

// As many revisions of a repository are kept, the last ones used, and any that was used within this time, since a duet
// that waits for its turn may still need it.
inline constexpr std::size_t kRevisionsKept = 4;
inline constexpr Seconds kRevisionRest{2 * 3600.0};

// The build folder of the revision: as it was built before, or after checking it out and running the build command by
// `sh -c` in the project's folder there (minutes; 2 hours at most). The command's last line goes to `step` (may be
// empty) now and then. A build that failed or was stopped goes on where it was at the next time. Afterwards older
// revisions are removed; nothing is touched but this project's own folders in the cache, and their entries in
// `git worktree list`.
// Errors: invalid_argument, not_found for a revision that is none or a project without git; malformed where the
// command fails, with its last lines and its log; not_found where it leaves no such build folder; timed_out;
// cancelled; io.
[[nodiscard]] Result<std::filesystem::path> build_revision(const RevisionRequest& request, const StepLine& step,
                                                           const SessionMachine& machine);

}  // namespace inference_pio
