#include "session/subject_reader.hpp"

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {
namespace {

constexpr Seconds kGitLimit{10};

std::optional<std::string> run_git(const std::filesystem::path& project, std::vector<std::string> arguments,
                                   ProcessLauncher& launcher) {
    LaunchSpec spec;
    spec.argv = {"git", "-C", project.string()};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    // A question must neither wait for a lock nor leave one behind.
    spec.environment = {{"GIT_OPTIONAL_LOCKS", "0"}};
    const auto output = run_command(launcher, spec, kGitLimit);
    if (!output || output->status.code != 0) return std::nullopt;
    std::string text = output->output;
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

// The first of these variables that is set and not empty.
template <std::size_t n>
std::string first_of_environment(const std::array<const char*, n>& names) {
    for (const char* name : names) {
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

std::string read_branch(const std::filesystem::path& project, ProcessLauncher& launcher) {
    constexpr std::array kOwn{"PIOBENCH_BRANCH"};
    constexpr std::array kServers{"GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "CHANGE_BRANCH",
                                  "BRANCH_NAME"};
    if (auto named = first_of_environment(kOwn); !named.empty()) return named;
    const auto branch = run_git(project, {"symbolic-ref", "--short", "--quiet", "HEAD"}, launcher);
    return branch && !branch->empty() ? *branch : first_of_environment(kServers);
}

}  // namespace

Subject read_subject(const std::filesystem::path& project, const BuildProfile& build, ProcessLauncher& launcher) {
    Subject subject{{}, false, build.compiler, build.flags};
    const auto commit = run_git(project, {"rev-parse", "--verify", "HEAD"}, launcher);
    if (!commit) return subject;
    subject.commit = *commit;
    subject.branch = read_branch(project, launcher);
    const auto changed = run_git(project, {"status", "--porcelain", "--untracked-files=no"}, launcher);
    subject.dirty = changed && !changed->empty();
    return subject;
}

}  // namespace inference_pio
