#include "discovery/ceilings_program.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CeilingsProgram : public ::testing::Test {
protected:
    Result<WorkerProgram> provide() {
        return provide_ceilings_program({root(), root(), root() / "build"}, {clock_, launcher_, nullptr}, {});
    }
    fs::path root() const { return folder_.path(); }
    std::string program() const { return (root() / "build/libexec/piobench-ceilings").string(); }

    TemporaryFolder folder_;
    FakeClock clock_;
    int code_ = 0;
    FakeLauncher launcher_{[this](const LaunchSpec&) {
                               FakeScript script;
                               script.at_start = {FakeEnd{}};
                               script.exit.code = code_;
                               script.output = "x.cpp:1:1: error: no";
                               return script;
                           },
                           &clock_};
};

TEST_F(CeilingsProgram, IsUsedWhereItIsThere) {
    fs::create_directories(root() / "build/libexec");
    std::ofstream(program()) << "program";
    const auto worker = provide();
    ASSERT_TRUE(worker);
    EXPECT_THAT(worker->argv, ElementsAre(program()));
    EXPECT_THAT(launcher_.launches, IsEmpty());
}

TEST_F(CeilingsProgram, IsBuiltWhereItIsMissing) {
    fs::create_directories(root() / "build");
    std::ofstream(root() / "build/CMakeCache.txt") << "";
    const auto worker = provide();
    ASSERT_TRUE(worker);
    EXPECT_THAT(worker->argv, ElementsAre(program()));
    ASSERT_EQ(launcher_.launches.size(), 1U);
    EXPECT_EQ(launcher_.launches[0]->spec.argv.back(), "piobench-ceilings");
}

TEST_F(CeilingsProgram, SaysWhyItIsNotThere) {
    const auto no_build = provide();
    ASSERT_FALSE(no_build);
    EXPECT_EQ(no_build.error().kind, ErrorKind::not_found);
    fs::create_directories(root() / "build");
    std::ofstream(root() / "build/CMakeCache.txt") << "";
    code_ = 1;
    const auto broken = provide();
    ASSERT_FALSE(broken);
    EXPECT_THAT(broken.error().message, ::testing::HasSubstr("error: no"));
}

}  // namespace
}  // namespace inference_pio
