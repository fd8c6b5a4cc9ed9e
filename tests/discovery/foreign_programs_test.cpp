#include "discovery/foreign_programs.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/scoped_variable.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ParseMakeDependencies, ReadsWhatCompilersWrite) {
    EXPECT_THAT(parse_make_dependencies("x: a.cpp b.hpp \\\n c.hpp\n"), ElementsAre("a.cpp", "b.hpp", "c.hpp"));
    EXPECT_THAT(parse_make_dependencies("x: my\\ file.cpp\n"), ElementsAre("my file.cpp"));
    EXPECT_THAT(parse_make_dependencies(""), IsEmpty());
    EXPECT_THAT(parse_make_dependencies("no rule"), IsEmpty());
}

class ForeignProgramTest : public ::testing::Test {
protected:
    ForeignProgramTest() {
        write(source_, "PIO_BENCHMARK(x)");
        write(header_, "");
        write(project_.build / "lib/libinference_pio.so", "");
    }
    static void write(const fs::path& path, const std::string& content, int age = 100) {
        fs::create_directories(path.parent_path());
        std::ofstream(path) << content;
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(age));
    }
    // A compiler that writes its outputs, or complains.
    FakeLauncher compiler(int code) {
        return FakeLauncher([this, code](const LaunchSpec& spec) {
            FakeScript script;
            script.at_start = {FakeEnd{}};
            script.exit.code = code;
            script.errors = code == 0 ? "" : "benchmark_x.cpp:1:1: error: nothing here makes sense\n";
            const auto output = std::find(spec.argv.begin(), spec.argv.end(), "-o");
            if (code == 0) {
                std::ofstream(*(output + 1)) << "program";
                std::ofstream(*(output + 1) + ".d") << "x: " << source_.string() << " " << header_.string() << "\n";
            }
            return script;
        });
    }
    bool fresh() const { return is_foreign_program_fresh(project_, {source_}, cache_); }

    TemporaryFolder folder_;
    fs::path cache_ = folder_.path() / "cache";
    fs::path source_ = folder_.path() / "mine/benchmark_x.cpp";
    fs::path header_ = folder_.path() / "mine/own.hpp";
    Project project_{folder_.path(), "/source", folder_.path() / "build"};
};

TEST_F(ForeignProgramTest, IsBuiltOnceAndAgainWhenSomethingChanged) {
    FakeLauncher launcher = compiler(0);
    EXPECT_FALSE(fresh());
    const auto program = build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {});
    ASSERT_TRUE(program) << program.error().message;
    EXPECT_EQ(*program, foreign_program_of(source_, cache_));
    EXPECT_EQ(program->filename(), "benchmark_x");
    EXPECT_THAT(launcher.launches.at(0)->spec.argv, Contains("-I/source/include"));
    EXPECT_TRUE(fresh());
    write(header_, "", -10);
    EXPECT_FALSE(fresh()) << "a header changed";
    write(header_, "");
    EXPECT_TRUE(fresh());
    write(source_, "", -10);
    EXPECT_FALSE(fresh()) << "the source changed";
    write(source_, "");
    write(project_.build / "lib/libinference_pio.so", "", 50);
    EXPECT_FALSE(fresh()) << "the library is another one";
}

TEST_F(ForeignProgramTest, AModelsBenchmarkIsCompiledWithItsCard) {
    const fs::path model = folder_.path() / "src/models/m";
    source_ = model / "benchmarks/unit/benchmark_x.cpp";
    write(source_, "");
    write(model / "m_card.cpp", "");
    write(model / "other.cpp", "");
    FakeLauncher launcher = compiler(0);
    ASSERT_TRUE(build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {}));
    const auto& argv = launcher.launches.at(0)->spec.argv;
    const auto include = std::find(argv.begin(), argv.end(), "-include");
    ASSERT_NE(include, argv.end());
    EXPECT_EQ(*(include + 1), (model / "m_card.cpp").string());
    EXPECT_EQ(std::count(argv.begin(), argv.end(), "-include"), 1);
    EXPECT_TRUE(fresh());
    write(model / "another_card.cpp", "");
    EXPECT_FALSE(fresh()) << "a card came";
}

TEST_F(ForeignProgramTest, ACompileErrorNamesTheFileAndLeavesNothing) {
    FakeLauncher launcher = compiler(1);
    const auto program = build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {});
    ASSERT_FALSE(program);
    EXPECT_EQ(program.error().kind, ErrorKind::malformed);
    EXPECT_THAT(program.error().message, HasSubstr(source_.string()));
    EXPECT_THAT(program.error().message, HasSubstr("nothing here makes sense"));
    EXPECT_TRUE(fs::is_empty(foreign_program_of(source_, cache_).parent_path()));
}

TEST_F(ForeignProgramTest, AnInstalledPiobenchTakesTheUsersCompiler) {
    const testing::ScopedVariable cxx("CXX", "ccache clang++");
    const testing::ScopedVariable flags("CXXFLAGS", "-march=native -g");
    const Installation installed{folder_.path() / "usr"};
    project_ = {folder_.path(), {}, installed.prefix};
    write(installed.library(), "");
    FakeLauncher launcher = compiler(0);
    const auto program = build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {});
    ASSERT_TRUE(program) << program.error().message;
    const auto& argv = launcher.launches.at(0)->spec.argv;
    EXPECT_EQ(argv[0], "ccache");
    EXPECT_EQ(argv[1], "clang++");
    EXPECT_THAT(argv, Contains("-march=native"));
    for (const fs::path& headers : installed.headers()) EXPECT_THAT(argv, Contains("-I" + headers.string()));
    EXPECT_THAT(argv, Contains("-L" + installed.library().parent_path().string()));
    EXPECT_TRUE(fresh());
    const testing::ScopedVariable others("CXXFLAGS", "-O1");
    EXPECT_FALSE(fresh()) << "other flags";
}

TEST_F(ForeignProgramTest, SaysWhatToInstallWhereAHeaderOfOthersIsMissing) {
    FakeLauncher launcher([](const LaunchSpec&) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        script.exit.code = 1;
        script.errors = "result.hpp:4:10: fatal error: tl/expected.hpp: No such file or directory\n";
        return script;
    });
    const auto program = build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {});
    ASSERT_FALSE(program);
    EXPECT_THAT(program.error().remedy, HasSubstr("libexpected-dev"));
}

TEST_F(ForeignProgramTest, WithoutTheLibraryItSaysWhatToBuild) {
    fs::remove(project_.build / "lib/libinference_pio.so");
    FakeLauncher launcher = compiler(0);
    const auto program = build_foreign_program(project_, {source_}, cache_, launcher, nullptr, {});
    ASSERT_FALSE(program);
    EXPECT_THAT(program.error().remedy, HasSubstr("--target inference_pio"));
}

TEST_F(ForeignProgramTest, AGoogleBenchmarkSourceLinksGooglesLibrary) {
    fs::remove(project_.build / "lib/libinference_pio.so");
    const ForeignSource google{source_, BenchmarkLibrary::googles};
    FakeLauncher launcher = compiler(0);
    ASSERT_TRUE(build_foreign_program(project_, google, cache_, launcher, nullptr, {})) << "without ours";
    const auto& argv = launcher.launches.at(0)->spec.argv;
    EXPECT_THAT(argv, Contains("-lbenchmark"));
    EXPECT_THAT(argv, Contains("-lbenchmark_main"));
    EXPECT_THAT(argv, ::testing::Not(Contains("-linference_pio")));
    EXPECT_LT(std::find(argv.begin(), argv.end(), source_.string()),
              std::find(argv.begin(), argv.end(), "-lbenchmark_main"));
    EXPECT_TRUE(is_foreign_program_fresh(project_, google, cache_));
    EXPECT_FALSE(fresh()) << "as another library's it is none";
}

TEST_F(ForeignProgramTest, WithoutGooglesLibraryItSaysWhatToInstall) {
    FakeLauncher launcher([](const LaunchSpec&) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        script.exit.code = 1;
        script.errors = "benchmark_x.cpp:1:10: fatal error: benchmark/benchmark.h: No such file or directory\n";
        return script;
    });
    const auto program =
        build_foreign_program(project_, {source_, BenchmarkLibrary::googles}, cache_, launcher, nullptr, {});
    ASSERT_FALSE(program);
    EXPECT_EQ(program.error().kind, ErrorKind::not_found);
    EXPECT_THAT(program.error().remedy, HasSubstr("libbenchmark-dev"));
}

}  // namespace
}  // namespace inference_pio
