#include "discovery/project_build.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/scoped_variable.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kOne =
    R"([{"source":"/p/benchmarks/benchmark_a.cpp","target":"benchmark_a","program":"/b/benchmark_a"}])";

void write(const fs::path& file, const std::string& content, int age) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << content;
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::seconds(age));
}

TEST(ParseBuildPrograms, KeepsWholeEntries) {
    const auto programs = parse_build_programs(kOne);
    ASSERT_THAT(programs, SizeIs(1));
    EXPECT_EQ(programs.at("/p/benchmarks/benchmark_a.cpp"),
              (SourceProgram{"/p/benchmarks/benchmark_a.cpp", "benchmark_a", "/b/benchmark_a"}));
    for (const char* broken :
         {"", "{}", "[1]", R"([{"source":"/a.cpp","target":3,"program":"x"}])", R"([{"source":"")"}) {
        EXPECT_THAT(parse_build_programs(broken), IsEmpty()) << broken;
    }
}

TEST(FindProjectBuild, TakesTheOneThatWasConfiguredLast) {
    const testing::ScopedVariable none("PIOBENCH_BUILD", "");
    TemporaryFolder folder;
    EXPECT_FALSE(find_project_build(folder.path()));
    write(folder.path() / "build" / kProgramsFile, "[]", 30);
    EXPECT_EQ(find_project_build(folder.path())->folder, folder.path() / "build");
    write(folder.path() / "build/release" / kProgramsFile, kOne, 20);
    EXPECT_EQ(find_project_build(folder.path())->folder, folder.path() / "build/release");
    EXPECT_THAT(find_project_build(folder.path())->programs, SizeIs(1));
    write(folder.path() / "cmake-build-debug" / kProgramsFile, "[]", 10);
    EXPECT_EQ(find_project_build(folder.path())->folder, folder.path() / "cmake-build-debug");
    write(folder.path() / "elsewhere" / kProgramsFile, kOne, 40);
    const testing::ScopedVariable named("PIOBENCH_BUILD", (folder.path() / "elsewhere").string());
    EXPECT_EQ(find_project_build(folder.path())->folder, folder.path() / "elsewhere");
}

}  // namespace
}  // namespace inference_pio
