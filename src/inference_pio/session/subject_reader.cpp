#include "session/subject_reader.hpp"

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

}  // namespace

Subject read_subject(const std::filesystem::path& project, const BuildProfile& build, ProcessLauncher& launcher) {
    Subject subject{{}, false, build.compiler, build.flags};
    const auto commit = run_git(project, {"rev-parse", "--verify", "HEAD"}, launcher);
    if (!commit) return subject;
    subject.commit = *commit;
    const auto changed = run_git(project, {"status", "--porcelain", "--untracked-files=no"}, launcher);
    subject.dirty = changed && !changed->empty();
    return subject;
}

}  // namespace inference_pio
