#include "discovery/discoverer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"
#include "protocol/command_spec.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string described(const std::string& names) {
    return R"({"event":"described","protocol":1,"benchmarks":[)" + names + "]}";
}
std::string named(const std::string& name) { return fmt::format(R"({{"name":"{}"}})", name); }

class Discover : public ::testing::Test {
protected:
    void write(const std::string& name, const std::string& content) {
        const fs::path path = root() / "mine" / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << content;
    }
    void write_protocol_script(const std::string& name) { write(name, "# piobench: protocol 1\n"); }
    fs::path root() const { return fs::canonical(folder_.path()); }

    void make_adapter() {
        fs::create_directories(root() / "build/libexec");
        std::ofstream(root() / "build/libexec/piobench-process-adapter") << "program";
    }

    Discovery run(std::vector<std::string> patterns = {}) {
        const Project project{root(), root(), root() / "build"};
        DiscoveryRequest request{project, {root() / "mine"}, std::move(patterns), root() / "cache", commands_};
        auto discovery = discover(request, {clock_, launcher_}, {});
        EXPECT_TRUE(discovery) << discovery.error().message;
        return discovery ? *std::move(discovery) : Discovery{};
    }
    static std::vector<std::string> names(const Discovery& discovery) {
        std::vector<std::string> names;
        for (const FoundBenchmark& benchmark : discovery.benchmarks) names.push_back(benchmark.name);
        return names;
    }

    TemporaryFolder folder_;
    FakeClock clock_;
    std::map<std::string, std::vector<FakeStep>> answers_;  // to describe, by script name
    std::map<std::string, CommandSettings> commands_;
    bool ends_at_once_ = false;
    FakeLauncher launcher_{[this](const LaunchSpec& spec) {
                               FakeScript script;
                               const auto steps = answers_[fs::path(spec.argv.back()).filename()];
                               script.on_line = [steps](std::string_view) { return steps; };
                               if (ends_at_once_) script.at_start = {FakeEnd{}};
                               return script;
                           },
                           &clock_};
};

TEST_F(Discover, AsksOnlyScriptsThatSpeakTheProtocol) {
    make_adapter();
    write_protocol_script("benchmark_a.py");
    write("benchmark_guide.py", "def benchmark_one(): pass\ndef benchmark_two(): pass\n");
    write("benchmark_plain.py", "print('Latency: 1s')\n");
    answers_["benchmark_a.py"] = fake_events({described(named("x") + "," + named("y"))});
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("mine/one", "mine/plain", "mine/two", "mine/x", "mine/y"));
    EXPECT_THAT(discovery.problems, IsEmpty());
    EXPECT_EQ(launcher_.launches.size(), 1U);
}

TEST_F(Discover, EachKindHasItsWorker) {
    make_adapter();
    write("benchmark_guide.py", "def benchmark_one(): pass\n");
    write("benchmark_plain.py", "print('Latency: 1s')\n");
    const Discovery discovery = run();
    ASSERT_EQ(discovery.benchmarks.size(), 2U);
    const std::string script = (root() / "mine/benchmark_guide.py").string();
    const std::string plain = (root() / "mine/benchmark_plain.py").string();
    EXPECT_THAT(discovery.benchmarks[0].worker.argv,
                ElementsAre("python3", (root() / "python/inference_pio_bench/guide_adapter.py").string(), script));
    EXPECT_EQ(discovery.benchmarks[0].description.name, "one");
    EXPECT_THAT(discovery.benchmarks[1].worker.argv,
                ElementsAre((root() / "build/libexec/piobench-process-adapter").string(), "--name", "plain", "--",
                            "python3", plain));
    EXPECT_THAT(discovery.benchmarks[0].worker.environment.at("PYTHONPATH"), HasSubstr((root() / "python").string()));
}

TEST_F(Discover, TheAdapterOfPlainFilesIsBuiltWhereItIsMissing) {
    write("benchmark_guide.py", "def benchmark_one(): pass\n");
    write("benchmark_plain.py", "print('Latency: 1s')\n");
    const Discovery without = run();
    EXPECT_THAT(names(without), ElementsAre("mine/one"));
    ASSERT_EQ(without.problems.size(), 1U) << "there is no build to make it in";
    fs::create_directories(root() / "build");
    std::ofstream(root() / "build/CMakeCache.txt") << "";
    answers_.clear();
    ends_at_once_ = true;
    EXPECT_THAT(names(run()), ElementsAre("mine/one", "mine/plain"));
    EXPECT_EQ(launcher_.launches.back()->spec.argv.back(), "piobench-process-adapter");
}

TEST_F(Discover, KeepsDescriptions) {
    write_protocol_script("benchmark_a.py");
    answers_["benchmark_a.py"] = fake_events({described(named("x"))});
    EXPECT_THAT(names(run()), ElementsAre("mine/x"));
    EXPECT_THAT(names(run()), ElementsAre("mine/x"));
    EXPECT_EQ(launcher_.launches.size(), 1U);
    write("benchmark_a.py", "# piobench: protocol 1, changed\n");
    EXPECT_THAT(names(run()), ElementsAre("mine/x"));
    EXPECT_EQ(launcher_.launches.size(), 2U);
}

TEST_F(Discover, AFileThatCannotBeUsedIsAProblemAndTheOthersGoOn) {
    for (const char* name : {"crash", "empty", "fine", "hang", "no_values", "strange"}) {
        write_protocol_script(std::string("benchmark_") + name + ".py");
    }
    answers_["benchmark_crash.py"] = {FakeEnd{}};
    answers_["benchmark_empty.py"] = fake_events({described("")});
    answers_["benchmark_fine.py"] = fake_events({described(named("fine"))});
    answers_["benchmark_no_values.py"] =
        fake_events({described(R"({"name":"n","axes":{"size":{"type":"integer","values":[]}}})")});
    answers_["benchmark_strange.py"] = fake_events({described(named("a[b]"))});
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("mine/fine"));
    ASSERT_EQ(discovery.problems.size(), 5U);
    std::map<std::string, Error> errors;
    for (const DiscoveryProblem& problem : discovery.problems) {
        errors[problem.benchmark] = problem.error;
        EXPECT_THAT(problem.error.message, HasSubstr(problem.file.string()));
    }
    EXPECT_EQ(errors["mine/crash"].kind, ErrorKind::crashed);
    EXPECT_EQ(errors["mine/hang"].kind, ErrorKind::timed_out);
    EXPECT_THAT(errors["mine/empty"].message, HasSubstr("registers no benchmark"));
    EXPECT_EQ(errors["mine/no_values"].kind, ErrorKind::malformed);
    EXPECT_THAT(errors["mine/strange"].message, HasSubstr("a[b]"));
}

TEST_F(Discover, OneNameTwiceNamesBothFiles) {
    write("benchmark_a.py", "def benchmark_same(): pass\n");
    write("benchmark_b.py", "def benchmark_same(): pass\n");
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("mine/same"));
    ASSERT_EQ(discovery.problems.size(), 1U);
    EXPECT_THAT(discovery.problems[0].error.message, HasSubstr("benchmark_a.py"));
    EXPECT_THAT(discovery.problems[0].error.message, HasSubstr("benchmark_b.py"));
}

TEST_F(Discover, FilesThatNoPatternReachesAreNotAsked) {
    write_protocol_script("unit/benchmark_a.py");
    write_protocol_script("performance/benchmark_b.py");
    answers_["benchmark_b.py"] = fake_events({described(named("b"))});
    const Discovery discovery = run({"mine/performance/*"});
    EXPECT_THAT(names(discovery), ElementsAre("mine/performance/b"));
    EXPECT_EQ(launcher_.launches.size(), 1U);
    ASSERT_EQ(discovery.unreached.size(), 1U);
    EXPECT_EQ(discovery.unreached[0].stem(), "a");
}

TEST_F(Discover, WithoutPatternsAProjectsOwnFilesComeFirst) {
    const Project installed{root() / "mine", {}, root() / "usr"};
    const auto found = [&](std::vector<std::string> patterns, bool own_first) {
        DiscoveryRequest request{installed, {}, std::move(patterns), root() / "cache", {}, own_first};
        const auto discovery = discover(request, {clock_, launcher_}, {});
        EXPECT_TRUE(discovery);
        return names(*discovery);
    };
    const fs::path brought = installed.brought_benchmarks() / "benchmarks/core/benchmark_b.py";
    fs::create_directories(brought.parent_path());
    std::ofstream(brought) << "def benchmark_brought(): pass\n";
    EXPECT_THAT(found({}, true), ElementsAre("core/brought")) << "there is nothing else";
    write("benchmarks/text/benchmark_a.py", "def benchmark_own(): pass\n");
    EXPECT_THAT(found({}, true), ElementsAre("text/own"));
    EXPECT_THAT(found({"core"}, true), ElementsAre("core/brought"));
    EXPECT_THAT(found({}, false), ElementsAre("core/brought", "text/own"));
}

TEST_F(Discover, AProgramOfTheProjectsOwnBuildIsBuiltAndRunThere) {
    write("benchmarks/text/benchmark_a.cpp", "PIO_BENCHMARK(a)");
    const fs::path source = root() / "mine/benchmarks/text/benchmark_a.cpp";
    const fs::path program = root() / "mine/build/benchmarks/text/benchmark_a";
    write("build/CMakeCache.txt", "#\nCMAKE_COMMAND:INTERNAL=/its/own/cmake\n");
    write("build/piobench_programs.json",
          fmt::format(R"([{{"source":"{}","target":"text_benchmark_a","program":"{}"}}])", source.string(),
                      program.string()));
    FakeLauncher launcher(
        [&](const LaunchSpec& spec) {
            FakeScript script;
            if (spec.argv.front() == "/its/own/cmake") script.at_start = {FakeEnd{}};
            script.on_line = [](std::string_view) { return fake_events({described(named("a"))}); };
            return script;
        },
        &clock_);
    const Project installed{root() / "mine", {}, root() / "usr"};
    const auto discovery = discover({installed, {}, {}, root() / "cache"}, {clock_, launcher}, {});
    ASSERT_TRUE(discovery);
    ASSERT_THAT(names(*discovery), ElementsAre("text/a"));
    EXPECT_EQ(discovery->benchmarks[0].worker.argv.front(), program.string());
    ASSERT_EQ(launcher.launches.size(), 2U);
    EXPECT_THAT(
        launcher.launches[0]->spec.argv,
        ElementsAre("/its/own/cmake", "--build", (root() / "mine/build").string(), "--target", "text_benchmark_a"));
}

TEST_F(Discover, AProtocolOfTheFutureIsRefused) {
    write_protocol_script("benchmark_a.py");
    answers_["benchmark_a.py"] = fake_events({R"({"event":"described","protocol":2,"benchmarks":[{"name":"x"}]})"});
    const Discovery discovery = run();
    ASSERT_EQ(discovery.problems.size(), 1U);
    EXPECT_EQ(discovery.problems[0].error.kind, ErrorKind::malformed);
}

TEST_F(Discover, AGoogleBenchmarkProgramIsAskedOnceByTheAdapter) {
    make_adapter();
    write("benchmark_shapes", std::string("\x7f") + "ELF … libbenchmark.so.1 … _ZN9benchmark10InitializeEPiPPc …");
    fs::permissions(root() / "mine/benchmark_shapes", fs::perms::owner_all);
    answers_["benchmark_shapes"] = fake_events({described(R"({"name":"BM_sum","sample_is_process":true})")});
    const Discovery first = run();
    EXPECT_THAT(names(first), ElementsAre("mine/BM_sum"));
    EXPECT_TRUE(first.benchmarks.at(0).description.sample_is_process);
    const std::vector<std::string> argv{(root() / "build/libexec/piobench-process-adapter").string(),
                                        "--google-benchmark", (root() / "mine/benchmark_shapes").string()};
    EXPECT_EQ(first.benchmarks[0].worker.argv, argv);
    EXPECT_THAT(names(run()), ElementsAre("mine/BM_sum"));
    EXPECT_EQ(launcher_.launches.size(), 1U) << "the answer is kept";
}

TEST_F(Discover, TestsOfPytestBenchmarkAreListedWithoutRunning) {
    make_adapter();
    write("benchmark_sorting.py",
          "def test_sort(benchmark): pass\nclass TestFast:\n    def test_sort(self, benchmark): pass\n");
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("mine/TestFast.sort", "mine/sort"));
    EXPECT_THAT(launcher_.launches, IsEmpty());
    EXPECT_THAT(discovery.benchmarks.at(0).worker.argv,
                ElementsAre((root() / "build/libexec/piobench-process-adapter").string(), "--pytest", "python3",
                            (root() / "mine/benchmark_sorting.py").string(), "sort=test_sort",
                            "TestFast.sort=TestFast::test_sort"));
}

TEST_F(Discover, CommandsOfTheProjectAreBenchmarks) {
    make_adapter();
    fs::create_directories(root() / "mine");
    CommandSettings sort;
    sort.run.words = {"sort", "{size}"};
    sort.parameters = {{"size", ValueType::integer, {std::int64_t{1}, std::int64_t{2}}}};
    sort.directory = "data";
    sort.doc = "Sort numbers";
    commands_["sort"] = sort;
    commands_["list"] = {.run = {.shell = "ls"}, .suite = "shell"};
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("command/sort", "shell/list"));
    EXPECT_THAT(launcher_.launches, IsEmpty());
    const FoundBenchmark& found = discovery.benchmarks.at(0);
    EXPECT_EQ(found.description.axes, sort.parameters);
    EXPECT_EQ(found.description.doc, "Sort numbers");
    EXPECT_TRUE(found.description.sample_is_process);
    EXPECT_EQ(found.file.kind, FileKind::command);
    EXPECT_EQ(found.file.path, root() / "piobench.toml");
    const auto spec = decode_command_spec(found.worker.environment.at(kCommandVariable));
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_EQ(spec->run.words, sort.run.words);
    EXPECT_EQ(spec->directory, (root() / "data").string());
    EXPECT_THAT(names(run({"shell/*"})), ElementsAre("shell/list"));
}

TEST_F(Discover, ACommandWithTheNameOfAFilesBenchmarkIsAProblem) {
    make_adapter();
    write("benchmark_sort.py", "print('Latency: 1s')\n");
    commands_["sort"] = {.run = {.shell = "sort"}, .suite = "mine"};
    const Discovery discovery = run();
    EXPECT_THAT(names(discovery), ElementsAre("mine/sort"));
    ASSERT_EQ(discovery.problems.size(), 1U);
    EXPECT_EQ(discovery.problems[0].benchmark, "mine/sort");
    EXPECT_THAT(discovery.problems[0].error.message, HasSubstr("piobench.toml"));
}

}  // namespace
}  // namespace inference_pio
