#include "session/git_worktree.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <system_error>
#include <utility>

#include "discovery/printable_text.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kQuestionLimit{30};
constexpr Seconds kCheckoutLimit{1200};  // of a large repository over a network

Result<CommandOutput> run_git(const fs::path& project, const std::vector<std::string>& arguments, Seconds limit,
                              const SessionMachine& machine) {
    std::vector<std::string> command{"git", "-C", project.string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    LaunchSpec spec;
    spec.argv = outside_of_hooks(std::move(command));
    spec.environment = {{"LC_ALL", "C"}, {"GIT_TERMINAL_PROMPT", "0"}};
    spec.sacrificed_first = false;
    return run_command(machine.launcher, spec, limit, machine.cancellation);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::vector<std::string> outside_of_hooks(std::vector<std::string> command) {
    constexpr std::array kOfHooks{"GIT_DIR",        "GIT_WORK_TREE",        "GIT_INDEX_FILE",
                                  "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"};
    std::vector<std::string> whole{"env"};
    for (const char* name : kOfHooks) whole.insert(whole.end(), {"-u", name});
    whole.insert(whole.end(), std::make_move_iterator(command.begin()), std::make_move_iterator(command.end()));
    return whole;
}

Result<Repository> read_repository(const fs::path& project, const SessionMachine& machine) {
    const auto common = run_git(project, {"rev-parse", "--git-common-dir"}, kQuestionLimit, machine);
    if (!common) return fail(common.error());
    if (common->status.code != 0) {
        return fail(ErrorKind::not_found,
                    fmt::format("{} has no revisions: {}", project.string(), output_tail(common->errors, 2)),
                    "duet --git needs git and a project that is in a git repository");
    }
    const auto prefix = run_git(project, {"rev-parse", "--show-prefix"}, kQuestionLimit, machine);
    if (!prefix) return fail(prefix.error());
    std::error_code error;
    const fs::path folder = fs::weakly_canonical(project / first_line(common->output), error);
    if (error) return fail(ErrorKind::io, fmt::format("cannot find the repository of {}", project.string()));
    return Repository{folder, first_line(prefix->output)};
}

Result<std::string> resolve_revision(const fs::path& project, const std::string& revision,
                                     const SessionMachine& machine) {
    if (revision.empty() || revision.starts_with('-')) {
        return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no revision", printable_text(revision)),
                    "name a commit, a branch or a tag");
    }
    const auto output = run_git(project, {"rev-parse", "--verify", revision + "^{commit}"}, kQuestionLimit, machine);
    if (!output) return fail(output.error());
    if (output->status.code == 0) return first_line(output->output);
    return fail(ErrorKind::not_found,
                fmt::format("'{}' names no commit in {}: {}", printable_text(revision), project.string(),
                            output_tail(output->errors, 2)),
                "name a commit, a branch or a tag; a shallow clone has to fetch it first (git fetch --unshallow)");
}

Result<void> add_worktree(const fs::path& project, const std::string& commit, const fs::path& folder,
                          const SessionMachine& machine) {
    // --force: a folder that somebody deleted may still be on git's list.
    const auto output = run_git(
        project, {"-c", "core.hooksPath=/dev/null", "worktree", "add", "--force", "--detach", folder.string(), commit},
        kCheckoutLimit, machine);
    if (!output) return fail(output.error());
    if (output->status.code == 0) return {};
    return fail(ErrorKind::io, fmt::format("cannot check out {} into {}: {}", commit, folder.string(),
                                           output_tail(output->errors, 4)));
}

void remove_worktree(const fs::path& project, const fs::path& folder, const SessionMachine& machine) {
    [[maybe_unused]] const auto output =
        run_git(project, {"worktree", "remove", "--force", folder.string()}, kCheckoutLimit, machine);
}

}  // namespace inference_pio
