// Benchmarks of other tools, discovered and run as they are by the real binary.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

nlohmann::json listed(const Sandbox& box, const std::string& arguments) {
    const Finished list = box.shell("$PIOBENCH list --json " + arguments);
    EXPECT_EQ(list.exit_code, 0) << list.errors;
    const auto document = nlohmann::json::parse(list.output, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << list.output;
    return document.is_discarded() ? nlohmann::json{{"benchmarks", nlohmann::json::array()}} : document;
}

std::set<std::string> names_in(const nlohmann::json& listing) {
    std::set<std::string> names;
    for (const auto& benchmark : listing.at("benchmarks")) names.insert(benchmark.at("name").get<std::string>());
    return names;
}

class GoogleBenchmark : public ::testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(box_.path("mine"));
        fs::copy_file(PIO_BINARY_DIR "/tests/google_benchmark/benchmark_shapes", box_.path("mine/benchmark_shapes"));
    }
    Finished run(const std::string& pattern) {
        return box_.run({"run", pattern, "--path", "mine", "--quick", "--results-dir", "results"});
    }
    Sandbox box_;
};

TEST_F(GoogleBenchmark, IsListedWithItsCasesAndAskedOnce) {
    const auto listing = listed(box_, "--path mine");
    EXPECT_THAT(names_in(listing), testing::IsSupersetOf({"mine/BM_sum", "mine/BM_grid", "mine/BM_fails"}));
    for (const auto& benchmark : listing.at("benchmarks")) {
        EXPECT_EQ(benchmark.at("kind"), "google_benchmark");
        if (benchmark.at("name") == "mine/BM_sum") {
            EXPECT_EQ(benchmark.at("axes").at("argument").at("values"), nlohmann::json({64, 256}));
        }
    }
    // A program that would not answer any more is still known.
    std::ofstream(box_.path("mine/benchmark_other.sh")) << "#!/bin/sh\n";
    EXPECT_THAT(box_.shell("$PIOBENCH list --path mine").output, AllOf(HasSubstr("BM_sum"), HasSubstr("argument")));
    EXPECT_THAT(box_.shell("$PIOBENCH run 'mine/BM_grid[rows=2*' --path mine --dry-run").output,
                AllOf(HasSubstr("rows=2,columns=4"), HasSubstr("rows=2,columns=8"), Not(HasSubstr("rows=1"))));
}

TEST_F(GoogleBenchmark, IsMeasuredWithIntervalsOverItsProcesses) {
    const Finished finished = run("mine/BM_sum");
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    int cases = 0;
    for (const auto& record : box_.records()) {
        if (record.at("metric") != "google_benchmark.real_time") continue;
        ++cases;
        EXPECT_EQ(record.at("definition"), "google_benchmark.real_time/1");
        EXPECT_EQ(record.at("unit"), "s");
        EXPECT_EQ(record.at("status"), "ok");
        EXPECT_GT(record.at("value").get<double>(), 0.0);
        EXPECT_LT(record.at("value").get<double>(), 1e-3) << "seconds, not nanoseconds";
        EXPECT_EQ(record.at("process_count"), 9) << "each execution of the program is a process";
        EXPECT_EQ(record.at("sample_count"), 9);
        EXPECT_EQ(record.at("warmup_count"), 1);
        EXPECT_TRUE(record.at("interval").is_object());
        EXPECT_EQ(record.at("samples").size(), 9U);
    }
    EXPECT_EQ(cases, 2);
    const auto items = find_record(box_.records(), "google_benchmark.items_per_second");
    ASSERT_TRUE(items.is_object());
    EXPECT_EQ(items.at("unit"), "items/sec");
    EXPECT_EQ(items.at("direction"), "higher_is_better");
    const Finished check = box_.shell(fmt::format("python3 {}/scripts/validate-records {}", PIO_SOURCE_DIR,
                                                  (box_.run_folder() / "results.json").string()));
    EXPECT_EQ(check.exit_code, 0) << check.output << check.errors;
}

TEST_F(GoogleBenchmark, AnErrorThatItReportsIsTheCases) {
    const Finished finished = run("mine/BM_fails");
    EXPECT_EQ(finished.exit_code, 3);
    const auto records = box_.records();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].at("status"), "failed");
    EXPECT_THAT(records[0].at("status_reason").get<std::string>(), HasSubstr("there is no such table"));
}

TEST_F(GoogleBenchmark, ASourceIsCompiledAgainstGooglesLibrary) {
    Sandbox box;
    box.write("mine/benchmark_tiny.cpp",
              "#include <benchmark/benchmark.h>\n"
              "static void BM_tiny(benchmark::State& state) {\n"
              "    for (auto _ : state) benchmark::DoNotOptimize(state.iterations());\n"
              "}\n"
              "BENCHMARK(BM_tiny)->Iterations(100);\n");
    EXPECT_THAT(names_in(listed(box, "--path mine")), testing::ElementsAre("mine/BM_tiny"));
    const Finished finished = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    EXPECT_TRUE(find_record(box.records(), "google_benchmark.cpu_time").is_object());
}

class Commands : public ::testing::Test {
protected:
    void configure(const std::string& text) { box_.write("piobench.toml", text); }
    Finished run(const std::string& arguments) {
        return box_.shell("$PIOBENCH run --quick --results-dir results " + arguments);
    }
    std::string text_of(const std::string& name) {
        std::ifstream in(box_.path(name));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    Sandbox box_;
};

TEST_F(Commands, AreListedPlannedAndMeasuredAtTheirParameters) {
    configure(
        "[command.count]\nrun = [\"sh\", \"-c\", \"echo {size} {word} >> trace; echo Latency: {size} ms\"]\n"
        "prepare = \"echo prepare >> trace\"\ndoc = \"Count a little\"\n"
        "parameters = {size = [1, 2], word = \"a\"}\n");
    const auto listing = listed(box_, "");
    ASSERT_THAT(names_in(listing), testing::Contains("command/count"));
    for (const auto& benchmark : listing.at("benchmarks")) {
        EXPECT_EQ(benchmark.at("kind"), "command");
        EXPECT_EQ(benchmark.at("doc"), "Count a little");
    }
    EXPECT_THAT(run("--dry-run command").output, AllOf(HasSubstr("command/count[size=1,word=a]"), HasSubstr("size=2")));
    EXPECT_FALSE(fs::exists(box_.path("trace"))) << "listing and planning run nothing";

    const Finished finished = run("'command/*' --param size=3");
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    const auto latency = find_record(box_.records(), "latency");
    ASSERT_TRUE(latency.is_object());
    EXPECT_DOUBLE_EQ(latency.at("value").get<double>(), 0.003);
    EXPECT_EQ(latency.at("parameters"), nlohmann::json({{"size", 3}, {"word", "a"}}));
    const auto time = find_record(box_.records(), "process_time");
    EXPECT_EQ(time.at("process_count"), 9);
    EXPECT_TRUE(time.at("interval").is_object());
    std::string expected;
    for (int i = 0; i < 10; ++i) expected += "prepare\n3 a\n";
    EXPECT_EQ(text_of("trace"), expected) << "nine executions and one of warm-up";
}

TEST_F(Commands, RunInTheProjectWhereverPiobenchIsStarted) {
    configure("[command.where]\nrun = \"cat here\"\ndirectory = \"data\"\nsuite = \"mine\"\n");
    box_.write("data/here", "Latency: 5 ms\n");
    const Finished finished =
        box_.shell("mkdir sub && cd sub && $PIOBENCH run mine/where --quick --results-dir ../results");
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    EXPECT_DOUBLE_EQ(find_record(box_.records(), "latency").at("value").get<double>(), 0.005);
}

TEST_F(Commands, OneThatFailsIsACaseWithTheEndOfItsStandardError) {
    configure("[command.broken]\nrun = \"echo the reason >&2; exit 3\"\n[command.fine]\nrun = [\"true\"]\n");
    const Finished finished = run("command");
    EXPECT_EQ(finished.exit_code, 3);
    const auto records = box_.records();
    for (const auto& record : records) {
        if (record.at("benchmark") != "command/broken") continue;
        EXPECT_EQ(record.at("status"), "failed");
        EXPECT_THAT(record.at("status_reason").get<std::string>(), AllOf(HasSubstr("code 3"), HasSubstr("the reason")));
    }
    EXPECT_EQ(find_record(records, "process_time", "fine").at("status"), "ok");
}

TEST_F(Commands, HostileOnesCostOneCase) {
    configure(
        "[command.flood]\nrun = \"head -c 20000000 /dev/urandom\"\n"
        "[command.hang]\nrun = [\"sleep\", \"600\"]\n[command.fine]\nrun = [\"true\"]\n"
        "[command.json]\nrun = \"head -c 1000000 /dev/zero | tr '\\\\0' '['\"\nformat = \"llama-bench\"\n");
    const Finished finished = run("command --timeout 1s");
    EXPECT_EQ(finished.exit_code, 3);
    std::map<std::string, std::string> statuses;
    for (const auto& record : box_.records()) statuses[record.at("benchmark")] = record.at("status");
    EXPECT_EQ(statuses["command/fine"], "ok");
    EXPECT_EQ(statuses["command/flood"], "ok");
    EXPECT_EQ(statuses["command/hang"], "timed_out");
    EXPECT_EQ(statuses["command/json"], "failed");
}

TEST_F(Commands, AnUnknownKeyStopsTheCommandWithTheNearest) {
    configure("[command.x]\nrun = \"true\"\nprepair = \"true\"\n");
    const Finished finished = run("");
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.errors, AllOf(HasSubstr("piobench.toml:3"), HasSubstr("did you mean 'prepare'")));
}

TEST_F(Commands, OfAFolderThatIsNamedThereAreNone) {
    configure("[command.x]\nrun = \"true\"\n");
    box_.write("mine/benchmark_plain.sh", "#!/bin/sh\n");
    EXPECT_THAT(names_in(listed(box_, "--path mine")), testing::ElementsAre("mine/plain"));
}

TEST_F(Commands, GoOnWhereARunWasInterrupted) {
    configure("[command.x]\nrun = \"echo x >> trace; test $(wc -l < trace) != 5 || kill -INT $(cat pid); true\"\n");
    const Finished first = box_.shell("echo $$ > pid; exec $PIOBENCH run command --quick --results-dir results");
    EXPECT_EQ(first.exit_code, 130) << first.errors;
    const Finished second =
        box_.shell("$PIOBENCH run --resume " + box_.run_folder().string() + " --results-dir results");
    EXPECT_EQ(second.exit_code, 0) << second.errors;
    EXPECT_EQ(find_record(box_.records(), "process_time").at("process_count"), 9);
}

TEST_F(Commands, LlamaBenchGivesItsOwnMetrics) {
    box_.write("llama-bench",
               fmt::format("#!/bin/sh\necho \"$@\" > arguments\necho loading\ncat {}/foreign/llama_bench_5163.json\n",
                           PIO_TEST_DATA_DIR));
    fs::permissions(box_.path("llama-bench"), fs::perms::owner_all);
    configure(
        "[command.llama]\nrun = [\"./llama-bench\", \"-m\", \"m.gguf\", \"-t\", \"{threads}\", \"-o\", \"json\"]\n"
        "format = \"llama-bench\"\nparameters = {threads = [2]}\n");
    const Finished finished = run("command/llama");
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    EXPECT_EQ(text_of("arguments"), "-m m.gguf -t 2 -o json\n");
    const auto prefill = find_record(box_.records(), "llama_bench.prefill_throughput");
    ASSERT_TRUE(prefill.is_object());
    EXPECT_DOUBLE_EQ(prefill.at("value").get<double>(), 7100.002165);
    EXPECT_EQ(prefill.at("unit"), "tokens/sec");
    EXPECT_EQ(prefill.at("definition"), "llama_bench.prefill_throughput/1");
    EXPECT_DOUBLE_EQ(find_record(box_.records(), "llama_bench.decode_throughput").at("value").get<double>(),
                     118.881588);
    EXPECT_TRUE(find_record(box_.records(), "prefill_throughput").is_null()) << "it is none of ours";
}

TEST(PytestBenchmark, TestsAreListedWithoutRunningAndRunByPytest) {
    Sandbox box;
    box.write("mine/benchmark_sorting.py",
              "open('touched', 'w').close()\ndef test_sort(benchmark):\n    benchmark(sorted, [3, 1, 2])\n");
    EXPECT_THAT(names_in(listed(box, "--path mine")), testing::ElementsAre("mine/sort"));
    EXPECT_FALSE(fs::exists(box.path("touched")));
    box.write(
        "python",
        "#!/bin/sh\nfor word; do case $word in --benchmark-json=*) out=${word#*=};; esac; done\n"
        "echo '{\"benchmarks\": [{\"name\": \"test_sort\", \"stats\": {\"median\": 2e-6, \"min\": 1e-6}}]}' > $out\n");
    fs::permissions(box.path("python"), fs::perms::owner_all);
    const Finished finished =
        box.shell("PIO_PYTHON=$PWD/python $PIOBENCH run --path mine --quick --results-dir results");
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    const auto time = find_record(box.records(), "pytest_benchmark.time");
    ASSERT_TRUE(time.is_object());
    EXPECT_DOUBLE_EQ(time.at("value").get<double>(), 2e-6);
    EXPECT_EQ(time.at("process_count"), 9);
}

TEST(PytestBenchmark, WithoutItThereIsARemedy) {
    Sandbox box;
    box.write("mine/benchmark_sorting.py", "def test_sort(benchmark):\n    benchmark(sorted, [3, 1, 2])\n");
    box.write("python", "#!/bin/sh\necho 'python: No module named pytest' >&2\nexit 1\n");
    fs::permissions(box.path("python"), fs::perms::owner_all);
    const Finished finished =
        box.shell("PIO_PYTHON=$PWD/python $PIOBENCH run --path mine --quick --results-dir results");
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_THAT(box.records().at(0).at("status_reason").get<std::string>(),
                AllOf(HasSubstr("has no pytest"), HasSubstr("pip install pytest-benchmark")));
}

}  // namespace
}  // namespace inference_pio
