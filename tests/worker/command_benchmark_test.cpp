// The adapter of plain scripts and programs, as a real process.

#include "worker/command_benchmark.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kAdapter = PIO_BINARY_DIR "/libexec/piobench-process-adapter";

WorkerConversation adapter_of(const std::string& shell_script) {
    return WorkerConversation({kAdapter, "--name", "script", "--", "sh", "-c", shell_script});
}

TEST(CommandBenchmarkTest, DescribesWithoutRunning) {
    const TemporaryFolder folder;
    const auto trace = folder.path() / "ran";
    WorkerConversation worker = adapter_of("touch " + trace.string());
    const auto described = worker.expect<DescribedEvent>(DescribeCommand{});
    ASSERT_EQ(described.benchmarks.size(), 1U);
    EXPECT_EQ(described.benchmarks[0].name, "script");
    EXPECT_TRUE(described.benchmarks[0].axes.empty());
    EXPECT_FALSE(std::filesystem::exists(trace));
    EXPECT_TRUE(std::holds_alternative<SampleEvent>(worker.measure("script")));
    EXPECT_TRUE(std::filesystem::exists(trace));
    EXPECT_EQ(worker.end().code, 0);
}

TEST(CommandBenchmarkTest, NameIsTheFilesWithoutOne) {
    WorkerConversation worker({kAdapter, "/some/where/benchmark_tool.sh"});
    EXPECT_EQ(worker.expect<DescribedEvent>(DescribeCommand{}).benchmarks.at(0).name, "benchmark_tool");
}

TEST(CommandBenchmarkTest, TimesTheProcessAndReadsWhatItPrints) {
    WorkerConversation worker = adapter_of("sleep 0.05; echo 'Latency: 12 ms'; echo 'Accuracy: 97 %'; echo noise");
    const SampleEvent sample = sample_in(worker.measure("script"));
    EXPECT_GE(sample.metrics.at("process_time").at(0), 0.05);
    EXPECT_THAT(sample.metrics.at("latency"), ElementsAre(0.012));
    EXPECT_THAT(sample.metrics.at("accuracy"), ElementsAre(0.97));
    ASSERT_EQ(sample.definitions.size(), 1U) << "the catalogue knows the others";
    EXPECT_EQ(sample.definitions[0].name, "accuracy");
    EXPECT_EQ(sample.definitions[0].unit, "ratio");
}

TEST(CommandBenchmarkTest, FailuresTellTheEndOfStandardError) {
    WorkerConversation worker = adapter_of("echo first >&2; echo the reason >&2; exit 3");
    const Error error = error_in(worker.measure("script"));
    EXPECT_EQ(error.kind, ErrorKind::crashed);
    EXPECT_THAT(error.message, HasSubstr("code 3"));
    EXPECT_THAT(error.message, HasSubstr("the reason"));
    EXPECT_TRUE(std::holds_alternative<FailedEvent>(worker.ask(MeasureCommand{}))) << "and the worker goes on";
    EXPECT_TRUE(std::holds_alternative<ReleasedEvent>(worker.ask(ReleaseCommand{})));
}

TEST(CommandBenchmarkTest, SignalsAndMissingMemoryAreNamed) {
    const Error killed = error_in(adapter_of("kill -SEGV $$").measure("script"));
    EXPECT_EQ(killed.kind, ErrorKind::crashed);
    EXPECT_THAT(killed.message, HasSubstr("signal 11"));
    const Error memory = error_in(adapter_of("echo MemoryError >&2; exit 1").measure("script"));
    EXPECT_EQ(memory.kind, ErrorKind::out_of_memory);
    EXPECT_EQ(error_in(WorkerConversation({kAdapter, "--name", "x", "/no/such"}).measure("x")).kind,
              ErrorKind::not_found);
}

TEST(CommandBenchmarkTest, FloodsStayBounded) {
    WorkerConversation worker = adapter_of("yes 'Latency: 1 s' | head -n 4000000; echo 'TTFT: 5 ms'");
    const SampleEvent sample = sample_in(worker.measure("script"));
    EXPECT_THAT(sample.metrics.at("ttft"), ElementsAre(0.005)) << "the end of the output is kept";
    EXPECT_EQ(sample.metrics.at("latency").size(), 100'000U);
    EXPECT_TRUE(sample.definitions.empty()) << "a line that was cut is no metric: " << sample.definitions[0].name;
    const auto peak = worker.process().peak_resident();
    ASSERT_TRUE(peak);
    EXPECT_LT(*peak, mebibytes(2000)) << "bounded, with room for sanitizers";
}

TEST(CommandBenchmarkTest, ChildrensMemoryIsReported) {
    WorkerConversation worker = adapter_of("head -c 80000000 /dev/zero | tail -n 1 | wc -c");
    EXPECT_TRUE(std::holds_alternative<SampleEvent>(worker.measure("script")));
    const auto released = worker.expect<ReleasedEvent>(ReleaseCommand{});
    ASSERT_TRUE(released.children_peak_memory);
    EXPECT_GT(*released.children_peak_memory, Bytes{80'000'000});
}

TEST(CommandBenchmarkTest, TheCommandEndsWithTheAdaptersGroup) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "pid";
    WorkerConversation worker = adapter_of("sleep 600 & echo $! > " + file.string() + "; wait");
    CaseCommand subject;
    subject.benchmark = "script";
    worker.expect<ReadyEvent>(PrepareCommand{subject});
    ASSERT_TRUE(worker.process().send_line(encode_command(MeasureCommand{})));
    const auto wait_until = [](auto&& condition) {
        for (int i = 0; i < 6000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return condition();
    };
    ASSERT_TRUE(wait_until([&] { return try_read_file(file).value_or("").ends_with("\n"); }));
    const pid_t sleeper = std::stoi(*try_read_file(file));
    worker.process().kill();
    EXPECT_TRUE(wait_until([&] {
        const auto stat = try_read_file("/proc/" + std::to_string(sleeper) + "/stat");
        return !stat || stat->find(") Z") != std::string::npos;
    }));
}

TEST(CommandBenchmarkTest, CommandDoesNotSeeTheProtocol) {
    WorkerConversation worker = adapter_of("cat; test -z \"$PIO_EVENT_FD\" && ls -l /proc/self/fd | grep -c pipe");
    const SampleEvent sample = sample_in(worker.measure("script"));
    EXPECT_TRUE(sample.metrics.contains("process_time"));
}

TEST(CommandBenchmarkTest, WrongUseIsExplained) {
    LaunchSpec spec;
    for (const auto& argv : {std::vector<std::string>{kAdapter}, {kAdapter, "--name", "x"}, {kAdapter, "--what"}}) {
        spec.argv = argv;
        const auto ended = run_command(machine_launcher(), spec, WorkerConversation::kPatience);
        ASSERT_TRUE(ended);
        EXPECT_EQ(ended->status.code, 2);
        EXPECT_THAT(ended->errors, HasSubstr("usage"));
    }
}

TEST(CommandBenchmarkTest, RunByHandItPrintsATable) {
    LaunchSpec spec;
    spec.argv = {kAdapter, "--name", "x", "--", "echo", "Latency: 2 ms"};
    const auto ended = run_command(machine_launcher(), spec, WorkerConversation::kPatience);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->status.code, 0) << ended->errors;
    EXPECT_THAT(ended->output, HasSubstr("process_time"));
    EXPECT_THAT(ended->output, HasSubstr("0.002 s"));
    spec.argv = {kAdapter, "false"};
    EXPECT_EQ(run_command(machine_launcher(), spec, WorkerConversation::kPatience)->status.code, 3);
}

}  // namespace
}  // namespace inference_pio
