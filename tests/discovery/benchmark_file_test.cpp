#include "discovery/benchmark_file.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FindBenchmarkFiles : public ::testing::Test {
protected:
    void write(const std::string& name, const std::string& content, bool executable = false) {
        const fs::path path = root() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << content;
        if (executable) fs::permissions(path, fs::perms::owner_all);
    }
    fs::path root() const { return fs::canonical(folder_.path()); }
    Project project() const { return {root(), root(), root() / "build"}; }

    std::map<std::string, FileKind> kinds(const std::vector<fs::path>& paths = {}) {
        const auto files = find_benchmark_files(project(), paths);
        EXPECT_TRUE(files) << files.error().message;
        std::map<std::string, FileKind> kinds;
        for (const BenchmarkFile& file : *files) kinds[fs::relative(file.path, root()).string()] = file.kind;
        return kinds;
    }

    TemporaryFolder folder_;
};

TEST_F(FindBenchmarkFiles, TellsTheKindsApart) {
    const std::string elf =
        "\x7f"
        "ELF";
    write("d/benchmark_a.cpp", "PIO_BENCHMARK(a)");
    write("d/benchmark_b", elf + " … libinference_pio.so …", true);
    write("d/benchmark_c", elf + " … piobench: protocol 1 …", true);
    write("d/benchmark_d", elf + " … libc.so …", true);
    write("d/benchmark_e.py", "import inference_pio_bench\n");
    write("d/benchmark_f.py", "# piobench: protocol 1\n");
    write("d/benchmark_g.py", "def benchmark_g():\n    pass\n");
    write("d/benchmark_h.py", "print('Latency: 1s')\n");
    write("d/benchmark_i.sh", "#!/bin/sh\n# piobench: protocol 1\n");
    write("d/benchmark_j.sh", "#!/bin/sh\necho\n");
    write("d/benchmark_k", "#!/bin/sh\necho\n", true);
    EXPECT_THAT(
        kinds({root() / "d"}),
        ElementsAre(
            std::pair("d/benchmark_a.cpp", FileKind::source), std::pair("d/benchmark_b", FileKind::program),
            std::pair("d/benchmark_c", FileKind::program), std::pair("d/benchmark_d", FileKind::plain_program),
            std::pair("d/benchmark_e.py", FileKind::script), std::pair("d/benchmark_f.py", FileKind::script),
            std::pair("d/benchmark_g.py", FileKind::guide_script),
            std::pair("d/benchmark_h.py", FileKind::plain_script), std::pair("d/benchmark_i.sh", FileKind::script),
            std::pair("d/benchmark_j.sh", FileKind::plain_script), std::pair("d/benchmark_k", FileKind::plain_script)));
}

TEST_F(FindBenchmarkFiles, OtherToolsBenchmarksAreRecognised) {
    const std::string elf =
        "\x7f"
        "ELF";
    write("d/benchmark_a", elf + " … libbenchmark.so.1 … _ZN9benchmark10InitializeEPiPPc …", true);
    write("d/benchmark_b", elf + " … [--benchmark_list_tests={true|false}] … [--benchmark_filter=<regex>] …", true);
    write("d/benchmark_c", elf + " … libbenchmark.so.1 … piobench: protocol 1 …", true);
    write("d/benchmark_d", elf + " … libbenchmark.so.1 …", true);
    write("d/benchmark_e.cpp", "#include <vector>\n# include <benchmark/benchmark.h>\n");
    write("d/benchmark_f.cpp", "// #include <benchmark/benchmark.h>\n");
    write("d/benchmark_g.cpp", "#include <benchmark/benchmark.h>\n#include <inference_pio/benchmark.hpp>\n");
    write("d/benchmark_h.cpp", "#include <inference_pio/benchmark.hpp>\n");
    write("d/benchmark_i.py", "def test_sort(benchmark): pass\nclass TestX:\n    def test_y(self, benchmark): pass\n");
    write("d/benchmark_j.py", "def test_sort(benchmark): pass\ndef benchmark_sort(benchmark): pass\n");
    write("d/benchmark_k.py", "import inference_pio_bench\ndef test_sort(benchmark): pass\n");
    EXPECT_THAT(
        kinds({root() / "d"}),
        ElementsAre(
            std::pair("d/benchmark_a", FileKind::google_benchmark),
            std::pair("d/benchmark_b", FileKind::google_benchmark), std::pair("d/benchmark_c", FileKind::program),
            std::pair("d/benchmark_d", FileKind::plain_program),
            std::pair("d/benchmark_e.cpp", FileKind::google_benchmark_source),
            std::pair("d/benchmark_f.cpp", FileKind::source), std::pair("d/benchmark_g.cpp", FileKind::source),
            std::pair("d/benchmark_h.cpp", FileKind::source), std::pair("d/benchmark_i.py", FileKind::pytest_script),
            std::pair("d/benchmark_j.py", FileKind::guide_script), std::pair("d/benchmark_k.py", FileKind::script)));
    const auto files = find_benchmark_files(project(), {root() / "d/benchmark_i.py"});
    ASSERT_TRUE(files);
    EXPECT_THAT(files->at(0).tests, ElementsAre("test_sort", "TestX::test_y"));
}

TEST_F(FindBenchmarkFiles, ARealGoogleBenchmarkProgramIsRecognised) {
    const auto files = find_benchmark_files(project(), {fs::path(PIO_BINARY_DIR) / "tests/google_benchmark"});
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 1U);
    EXPECT_EQ(files->front().kind, FileKind::google_benchmark);
    EXPECT_EQ(files->front().stem(), "shapes");
    // What a static program has of the library is in the library itself. (Debian has no archive of it.)
    fs::create_directories(root() / "d");
    fs::copy_file(PIO_GOOGLE_BENCHMARK_LIBRARY, root() / "d/benchmark_static");
    fs::permissions(root() / "d/benchmark_static", fs::perms::owner_all);
    EXPECT_THAT(kinds({root() / "d"}), ElementsAre(std::pair("d/benchmark_static", FileKind::google_benchmark)));
}

TEST_F(FindBenchmarkFiles, LeavesOthersOut) {
    write("d/benchmark_a.hpp", "");
    write("d/benchmark_b.json", "{}");
    write("d/benchmark_c", "text without a #! line", true);
    write("d/benchmark_d", "data");
    write("d/benchmark_discovery.py", "# piobench: not a benchmark\ndef benchmark_x(): pass\n");
    write("d/resize.cpp", "");
    write("d/benchmark_", "#!/bin/sh\n", true);
    write("d/results/benchmark_e.py", "");
    write("d/.hidden/benchmark_f.py", "");
    write("d/__pycache__/benchmark_g.py", "");
    EXPECT_THAT(kinds({root() / "d"}), IsEmpty());
}

TEST_F(FindBenchmarkFiles, TheMarkOfTheProtocolStandsInTheFirst20Lines) {
    write("d/benchmark_a.py", std::string(19, '\n') + "# piobench: protocol 1\n");
    write("d/benchmark_b.py", std::string(20, '\n') + "# piobench: protocol 1\n");
    const auto found = kinds({root() / "d"});
    EXPECT_EQ(found.at("d/benchmark_a.py"), FileKind::script);
    EXPECT_EQ(found.at("d/benchmark_b.py"), FileKind::plain_script);
}

TEST_F(FindBenchmarkFiles, SearchesTheProjectsOwnFolders) {
    write("benchmarks/core/benchmark_resize.cpp", "");
    write("src/models/m/benchmarks/unit/benchmark_tokens.cpp", "");
    write("src/models/m/benchmarks/results/benchmark_old.py", "");
    write("src/models/m/benchmark_stray.py", "");
    write("elsewhere/benchmark_x.py", "");
    const auto files = find_benchmark_files(project(), {});
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ((*files)[0].place, (Place{"core", "", false}));
    EXPECT_EQ((*files)[1].place, (Place{"m", "unit", true}));
    EXPECT_EQ((*files)[1].stem(), "tokens");
}

TEST_F(FindBenchmarkFiles, AProgramBesideItsSourceIsTheSources) {
    write("d/benchmark_a.cpp", "");
    write("d/benchmark_a",
          "\x7f"
          "ELF",
          true);
    EXPECT_THAT(kinds({root() / "d"}), ElementsAre(std::pair("d/benchmark_a.cpp", FileKind::source)));
}

TEST_F(FindBenchmarkFiles, NamesTheFolderThatIsNotThere) {
    const auto files = find_benchmark_files(project(), {root() / "no-such"});
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind, ErrorKind::not_found);
    EXPECT_THAT(files.error().message, HasSubstr("no-such"));
}

TEST_F(FindBenchmarkFiles, WhatAnInstallationBroughtComesBehindTheProjectsOwn) {
    const std::string program =
        "\x7f"
        "ELF … libinference_pio.so.0.1 …";
    const Project installed{root() / "mine", {}, root() / "usr"};
    const std::string brought = fs::relative(installed.brought_benchmarks(), root()).string();
    write(brought + "/benchmarks/core/benchmark_resize", program, true);
    write(brought + "/benchmarks/core/benchmark_harness", program, true);
    write(brought + "/models/m/benchmarks/unit/benchmark_tokens", program, true);
    const auto alone = find_benchmark_files(installed, {});
    ASSERT_TRUE(alone);
    ASSERT_EQ(alone->size(), 3U);
    for (const BenchmarkFile& file : *alone) EXPECT_TRUE(file.brought) << file.path;
    EXPECT_EQ((*alone)[2].place, (Place{"m", "unit", true}));

    write("mine/benchmarks/core/benchmark_resize.cpp", "");
    const auto files = find_benchmark_files(installed, {});
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 3U) << "an own file stands in for the brought one of its place and name";
    EXPECT_FALSE(files->front().brought);
    EXPECT_EQ(files->front().path, root() / "mine/benchmarks/core/benchmark_resize.cpp");
    EXPECT_EQ((*files)[1].stem(), "harness");
    const auto other = find_benchmark_files(installed, {root() / "mine"});
    ASSERT_TRUE(other);
    EXPECT_EQ(other->size(), 1U) << "--path instead of all of it";
}

TEST(PlaceOf, FollowsTheFolders) {
    EXPECT_EQ(place_of("/p/src/models/qwen/benchmarks/performance/benchmark_x.cpp"),
              (Place{"qwen", "performance", true}));
    EXPECT_EQ(place_of("/p/benchmarks/core/benchmark_x.cpp"), (Place{"core", "", false}));
    EXPECT_EQ(place_of("/home/me/mine/benchmark_x.py"), (Place{"mine", "", false}));
    EXPECT_EQ(place_of("/home/me/mine/unit/benchmark_x.py"), (Place{"mine", "unit", false}));
    EXPECT_EQ((Place{"mine", "unit", false}).prefix(), "mine/unit");
}

}  // namespace
}  // namespace inference_pio
