#include "session/build_subject.hpp"

#include <gtest/gtest.h>

#include "common/files.hpp"
#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

constexpr const char* kCache =
    "# This is the CMakeCache file.\n"
    "CMAKE_GENERATOR:INTERNAL=Ninja\n"
    "CMAKE_HOME_DIRECTORY:INTERNAL=/src/engine\n"
    "CMAKE_INSTALL_SO_NO_EXE:INTERNAL=1\n";

TEST(ParseSourceFolder, ReadsTheCache) {
    EXPECT_EQ(parse_source_folder(kCache), "/src/engine");
    EXPECT_EQ(parse_source_folder("nothing of the kind\n"), std::nullopt);
    EXPECT_EQ(parse_source_folder(""), std::nullopt);
}

TEST(ReadBuildSubject, AsksTheBuildAndItsTree) {
    const TemporaryFolder build;
    ASSERT_TRUE(write_file_whole(build.path() / "CMakeCache.txt", kCache));
    FakeLauncher launcher([](const LaunchSpec& spec) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        if (spec.argv.at(0) == "git") {
            EXPECT_EQ(spec.argv.at(2), "/src/engine");
            script.output = spec.argv.at(3) == "rev-parse" ? "cafe01\n" : spec.argv.at(3) == "symbolic-ref" ? "dev\n" : "";
            return script;
        }
        SystemProfile profile;
        profile.build = {"GNU 13", "Release", "-O2", "0.1.0"};
        script.output = print_json(to_json(profile));
        return script;
    });
    const Subject subject = read_build_subject(build.path(), launcher);
    EXPECT_EQ(subject.commit, "cafe01");
    EXPECT_EQ(subject.branch, "dev");
    EXPECT_EQ(subject.compiler, "GNU 13");
    EXPECT_EQ(subject.flags, "-O2");
    EXPECT_FALSE(subject.dirty);
}

TEST(ReadBuildSubject, SaysNothingOfWhatItCannotLearn) {
    const TemporaryFolder build;
    FakeLauncher launcher([](const LaunchSpec&) {
        FakeScript script;
        script.launch_error = Error{ErrorKind::not_found, "no such program", {}};
        return script;
    });
    EXPECT_EQ(read_build_subject(build.path(), launcher), Subject{});
}

}  // namespace
}  // namespace inference_pio
