#include "discovery/source_programs.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(SourceProgramOf, NamesWhatCMakeNames) {
    const Project project{"/p", "/p", "/p/build"};
    const auto model =
        source_program_of(project, "/p/src/models/qwen3/benchmarks/performance/benchmark_generation.cpp");
    EXPECT_EQ(model.target, "qwen3_performance_benchmark_generation");
    EXPECT_EQ(model.program, "/p/build/benchmarks/qwen3/performance/benchmark_generation");
    const auto core = source_program_of(project, "/p/benchmarks/core/benchmark_resize.cpp");
    EXPECT_EQ(core.target, "core_benchmark_resize");
    EXPECT_EQ(core.program, "/p/build/benchmarks/core/benchmark_resize");
}

class StalenessCheckTest : public ::testing::Test {
protected:
    // `age` in seconds before now.
    void write(const fs::path& name, int age) {
        const fs::path path = folder_.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << "x";
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(age));
    }
    bool stale() const { return StalenessCheck(project_).is_stale(program_); }

    TemporaryFolder folder_;
    Project project_{folder_.path(), folder_.path(), folder_.path() / "build"};
    SourceProgram program_ =
        source_program_of(project_, folder_.path() / "src/models/m/benchmarks/unit/benchmark_x.cpp");
};

TEST_F(StalenessCheckTest, ComparesWithEverythingThatAProgramIsMadeOf) {
    write("src/models/m/benchmarks/unit/benchmark_x.cpp", 100);
    EXPECT_TRUE(stale()) << "missing";
    write("build/benchmarks/m/unit/benchmark_x", 50);
    EXPECT_FALSE(stale());
    for (const char* source : {"src/models/m/benchmarks/unit/benchmark_x.cpp", "src/models/m/m_card.cpp",
                               "include/inference_pio/benchmark.hpp", "src/inference_pio/workloads/generation.cpp"}) {
        write(source, 10);
        EXPECT_TRUE(stale()) << source;
        write(source, 100);
        EXPECT_FALSE(stale()) << source;
    }
    write("src/inference_pio/cli/run_command.cpp", 10);
    EXPECT_FALSE(stale()) << "the parent's own rooms are in no worker";
}

TEST_F(StalenessCheckTest, ABuildThatHadNothingToDoIsNotAskedAgain) {
    write("src/models/m/benchmarks/unit/benchmark_x.cpp", 100);
    write("build/benchmarks/m/unit/benchmark_x", 90);
    write("include/a.hpp", 80);
    write("build/CMakeCache.txt", 100);
    EXPECT_TRUE(stale());
    FakeLauncher launcher([](const LaunchSpec&) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        return script;
    });
    const auto errors = build_source_programs(project_, {program_}, launcher, nullptr, {});
    ASSERT_TRUE(errors) << errors.error().message;
    EXPECT_THAT(*errors, IsEmpty());
    EXPECT_FALSE(stale());
    write("include/a.hpp", -10);
    EXPECT_TRUE(stale());
}

TEST_F(StalenessCheckTest, AFailureIsBlamedOnItsOwnFile) {
    write("build/CMakeCache.txt", 100);
    const SourceProgram other =
        source_program_of(project_, folder_.path() / "src/models/m/benchmarks/unit/benchmark_y.cpp");
    FakeLauncher launcher([&](const LaunchSpec& spec) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        const bool broken = std::find(spec.argv.begin(), spec.argv.end(), program_.target) != spec.argv.end();
        script.exit.code = broken ? 1 : 0;
        script.output = "[1/2] Building\nbenchmark_x.cpp:3:5: error: 'y' was not declared\n    3 | y\nninja: stopped\n";
        return script;
    });
    const auto errors = build_source_programs(project_, {program_, other}, launcher, nullptr, {});
    ASSERT_TRUE(errors);
    ASSERT_EQ(errors->size(), 1U);
    const Error& error = errors->at(program_.target);
    EXPECT_THAT(error.message, HasSubstr(program_.source.string()));
    EXPECT_THAT(error.message, HasSubstr("'y' was not declared"));
    EXPECT_EQ(launcher.launches.size(), 3U) << "together, then one by one";
}

TEST_F(StalenessCheckTest, WithoutABuildItSaysWhatToDo) {
    FakeLauncher launcher([](const LaunchSpec&) { return FakeScript{}; });
    const auto errors = build_source_programs(project_, {program_}, launcher, nullptr, {});
    ASSERT_FALSE(errors);
    EXPECT_EQ(errors.error().kind, ErrorKind::not_found);
    EXPECT_THAT(launcher.launches, IsEmpty());
}

TEST(CompilerMessage, BeginsAtTheFirstError) {
    const std::string message =
        compiler_message("[1/9] Building CXX\na.cpp:1:2: warning: w\na.cpp:3:4: error: e1\n 3 | x\n");
    EXPECT_TRUE(message.starts_with("a.cpp:3:4: error: e1"));
    EXPECT_THAT(message, Not(HasSubstr("warning")));
    EXPECT_THAT(compiler_message("ld: a.o: undefined reference to `f'\n"), HasSubstr("undefined reference"));
    EXPECT_EQ(compiler_message("one\ntwo\n"), "one | two");
}

}  // namespace
}  // namespace inference_pio
