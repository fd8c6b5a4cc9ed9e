// The CI recipes of docs/ci and the page about them, checked by scripts/check-ci-recipes: against the real binary, the
// structure of a pipeline, and the published schemas; and recipes that are broken, each of which it has to find.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int kCannotBeHad = 77;

Finished check(const Sandbox& box, const std::string& arguments) {
    return box.shell(PIO_SOURCE_DIR "/scripts/check-ci-recipes " + arguments);
}

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// The recipes and the page in the sandbox, the first match of `what` in one of them replaced.
void break_recipe(const Sandbox& box, const std::string& file, const std::string& what, const std::string& with) {
    const fs::path docs = fs::path(PIO_SOURCE_DIR) / "docs";
    box.write("docs/ci.md", read(docs / "ci.md"));
    for (const auto& entry : fs::directory_iterator(docs / "ci")) {
        box.write("docs/ci/" + entry.path().filename().string(), read(entry.path()));
    }
    const std::string whole = read(box.path("docs/" + file));
    const std::string broken =
        std::regex_replace(whole, std::regex(what), with, std::regex_constants::format_first_only);
    ASSERT_NE(broken, whole) << what << " does not stand in " << file;
    box.write("docs/" + file, broken);
}

// What is found, as text; empty where nothing is.
std::string found_after(const std::string& file, const std::string& what, const std::string& with,
                        const std::string& only) {
    Sandbox box;
    box.use_the_users_cache();
    break_recipe(box, file, what, with);
    const Finished done = check(box, "--docs docs --only " + only);
    if (done.exit_code == kCannotBeHad) return "cannot be had";
    EXPECT_EQ(done.exit_code, 1) << done.output << done.errors;
    return done.output;
}

TEST(CiRecipes, EveryCommandLineIsOneOfThisProgram) {
    Sandbox box;
    const Finished done = check(box, "--only commands");
    EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
}

TEST(CiRecipes, TheJenkinsfileIsADeclarativePipeline) {
    Sandbox box;
    const Finished done = check(box, "--only structure");
    EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
}

TEST(CiRecipes, WorkflowsFollowTheirPublishedSchemas) {
    Sandbox box;
    box.use_the_users_cache();
    const Finished done = check(box, "--only schemas");
    if (done.exit_code == kCannotBeHad) GTEST_SKIP() << done.errors;
    EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
}

TEST(CiRecipes, AnOptionThatIsNoneIsFound) {
    EXPECT_THAT(found_after("ci/github-actions.yml", "--junit", "--jnuit", "commands"),
                HasSubstr("piobench gate has no option --jnuit"));
    // Options on the next line, in a folded scalar and behind a backslash.
    EXPECT_THAT(found_after("ci/gitlab-ci.yml", "--gitlab-metrics", "--metrics-of-gitlab", "commands"),
                HasSubstr("piobench gate has no option --metrics-of-gitlab"));
    EXPECT_THAT(found_after("ci/Jenkinsfile", "--markdown", "--text", "commands"),
                HasSubstr("piobench gate has no option --text"));
    EXPECT_THAT(found_after("ci.md", "--baseline release", "--base-line release", "commands"),
                HasSubstr("piobench gate has no option --base-line"));
}

TEST(CiRecipes, ASubcommandThatIsNoneIsFound) {
    EXPECT_THAT(found_after("ci/gitlab-ci.yml", "history export", "history save", "commands"),
                HasSubstr("piobench history has no subcommand 'save'"));
    EXPECT_THAT(found_after("ci.md", "piobench doctor", "piobench docter", "commands"),
                HasSubstr("piobench has no subcommand 'docter'"));
}

TEST(CiRecipes, AJenkinsfileThatIsNoneIsFound) {
    EXPECT_THAT(found_after("ci/Jenkinsfile", "stages \\{", "stages", "structure"), HasSubstr("closes nothing"));
    EXPECT_THAT(found_after("ci/Jenkinsfile", "post \\{", "afterwards {", "structure"),
                HasSubstr("'afterwards' has no place in pipeline"));
    EXPECT_THAT(found_after("ci/Jenkinsfile", "steps \\{", "script {", "structure"), HasSubstr("needs steps, once"));
    EXPECT_THAT(found_after("ci/Jenkinsfile", "always \\{", "ever {", "structure"), HasSubstr("no place in post"));
    EXPECT_THAT(found_after("ci/Jenkinsfile", "'scripts/setup'", "'scripts/setup", "structure"),
                HasSubstr("never closed"));
}

TEST(CiRecipes, AWorkflowThatIsNoneIsFound) {
    const std::string github = found_after("ci/github-actions.yml", "runs-on:", "run-on:", "schemas");
    if (github == "cannot be had") GTEST_SKIP() << "the schemas come with a package of PyPI";
    EXPECT_THAT(github, HasSubstr("github-actions.yml"));
    EXPECT_THAT(found_after("ci/gitlab-ci.yml", "exit_codes:", "exits:", "schemas"), HasSubstr("gitlab-ci.yml"));
}

}  // namespace
}  // namespace inference_pio
