// A small real git repository in a temporary folder.
#pragma once

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/child_process.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {

class GitRepository {
public:
    GitRepository() { git({"init", "--quiet", "."}); }

    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

    // Writes a file and commits everything; the commit's full name.
    std::string commit(const std::filesystem::path& file, const std::string& text) {
        std::filesystem::create_directories((path() / file).parent_path());
        std::ofstream(path() / file) << text;
        git({"add", "--all"});
        git({"commit", "--quiet", "--message", "Set " + file.string()});
        return git({"rev-parse", "HEAD"});
    }

    // Its output without the last newline. Neither the user's settings nor a repository around this one count.
    std::string git(std::vector<std::string> arguments) {
        LaunchSpec spec;
        spec.argv = {"env", "-u", "GIT_DIR", "-u", "GIT_WORK_TREE", "-u", "GIT_INDEX_FILE", "git"};
        spec.argv.insert(spec.argv.end(), {"-c", "user.name=Test", "-c", "user.email=test@example.org"});
        spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
        spec.environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_NOSYSTEM", "1"}};
        spec.directory = path();
        const auto output = run_command(machine_launcher(), spec, Seconds{30});
        if (!output) throw std::runtime_error(output.error().message);
        if (output->status.code != 0) throw std::runtime_error(arguments.front() + ": " + output->errors);
        std::string text = output->output;
        while (text.ends_with('\n')) text.pop_back();
        return text;
    }

private:
    TemporaryFolder folder_;
};

}  // namespace inference_pio
