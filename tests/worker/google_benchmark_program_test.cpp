// A Google Benchmark program of Debian's library behind the adapter, as real processes.
#include "worker/adapters/google_benchmark_program.hpp"

#include <gmock/gmock.h>

#include <map>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kAdapter = PIO_BINARY_DIR "/libexec/piobench-process-adapter";
constexpr const char* kShapes = PIO_BINARY_DIR "/tests/google_benchmark/benchmark_shapes";

Event measure(WorkerConversation& worker, const std::string& benchmark, const Parameters& parameters = {}) {
    CaseCommand subject;
    subject.benchmark = benchmark;
    subject.parameters = parameters;
    Event ready = worker.ask(PrepareCommand{subject});
    return std::holds_alternative<ReadyEvent>(ready) ? worker.ask(MeasureCommand{}) : ready;
}

class GoogleBenchmarkProgramTest : public ::testing::Test {
protected:
    Event measure(const std::string& benchmark, const Parameters& parameters = {}) {
        return inference_pio::measure(worker_, benchmark, parameters);
    }
    WorkerConversation worker_ = WorkerConversation({kAdapter, "--google-benchmark", kShapes});
};

TEST_F(GoogleBenchmarkProgramTest, DescribesItsCases) {
    std::map<std::string, DescribedBenchmark> benchmarks;
    for (auto& benchmark : worker_.expect<DescribedEvent>(DescribeCommand{}).benchmarks) {
        EXPECT_TRUE(benchmark.sample_is_process);
        benchmarks.emplace(benchmark.name, benchmark);
    }
    ASSERT_THAT(benchmarks, SizeIs(10));
    const auto axes = [&](const char* name) {
        std::vector<std::string> names;
        for (const Axis& axis : benchmarks.at(name).axes) names.push_back(axis.name);
        return names;
    };
    EXPECT_THAT(axes("BM_sum"), ElementsAre("argument"));
    EXPECT_THAT(axes("BM_grid"), ElementsAre("rows", "columns"));
    EXPECT_THAT(axes("BM_uneven"), ElementsAre("case"));
    EXPECT_THAT(axes("BM_threads"), ElementsAre("threads"));
    EXPECT_THAT(axes("BM_typed<std::pair<int_char>>"), ElementsAre("argument"));
    EXPECT_THAT(axes("odd_name_x_1_100_5_a_b_c_1_+_"), IsEmpty());
    EXPECT_EQ(worker_.end().code, 0);
}

TEST_F(GoogleBenchmarkProgramTest, OneSampleIsOneCase) {
    const SampleEvent sample = sample_in(measure("BM_sum", {{"argument", std::int64_t{64}}}));
    ASSERT_THAT(sample.metrics, SizeIs(testing::Ge(5U)));
    EXPECT_THAT(sample.metrics.at("google_benchmark.real_time"), ElementsAre(Gt(0.0)));
    const double items = sample.metrics.at("google_benchmark.items_per_second").at(0);
    EXPECT_NEAR(items * sample.metrics.at("google_benchmark.cpu_time").at(0), 64, 64 * 1e-3);
    EXPECT_NEAR(sample.metrics.at("google_benchmark.bytes_per_second").at(0), items * 8, items * 1e-2);
    EXPECT_THAT(sample.metrics.at("google_benchmark.load_factor"), ElementsAre(0.5));
    EXPECT_FALSE(sample.metrics.contains("google_benchmark.not_there")) << "it is not a number";
    ASSERT_FALSE(sample.definitions.empty());
    EXPECT_EQ(sample.definitions.front().id(), "google_benchmark.real_time/1");
}

TEST_F(GoogleBenchmarkProgramTest, RepetitionsAreValues) {
    const auto described = worker_.expect<DescribedEvent>(DescribeCommand{});
    EXPECT_THAT(
        sample_in(measure("BM_repeated", {{"repeats", std::int64_t{3}}})).metrics.at("google_benchmark.real_time"),
        SizeIs(3));
}

TEST_F(GoogleBenchmarkProgramTest, AggregatesOnlyAreOneValue) {
    EXPECT_THAT(
        sample_in(measure("BM_aggregated", {{"repeats", std::int64_t{3}}})).metrics.at("google_benchmark.real_time"),
        SizeIs(1));
}

TEST_F(GoogleBenchmarkProgramTest, OddNamesAreAskedForExactly) {
    EXPECT_THAT(sample_in(measure("odd_name_x_1_100_5_a_b_c_1_+_")).metrics.at("google_benchmark.real_time"),
                SizeIs(1));
}

TEST_F(GoogleBenchmarkProgramTest, ItsErrorsAreTheCases) {
    const Error failed = error_in(measure("BM_fails"));
    EXPECT_EQ(failed.message, "BM_fails reports an error: there is no such table");
    worker_.expect<ReleasedEvent>(ReleaseCommand{});
    const Error crashed = error_in(measure("BM_crashes"));
    EXPECT_EQ(crashed.kind, ErrorKind::crashed);
    EXPECT_THAT(crashed.message, HasSubstr("code 7"));
    EXPECT_THAT(crashed.message, HasSubstr("the table is broken"));
}

TEST_F(GoogleBenchmarkProgramTest, ACaseThatItHasNotNamesThoseThatItHas) {
    const Error error = error_in(measure("BM_sum", {{"argument", std::int64_t{65}}}));
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_THAT(error.message, HasSubstr("argument=65"));
    EXPECT_THAT(error.remedy, HasSubstr("argument=64; argument=256"));
}

// Programs that only look like one.
class OtherProgramTest : public ::testing::Test {
protected:
    WorkerConversation adapter_of(const std::string& body) {
        const auto file = folder_.path() / "program";
        EXPECT_TRUE(write_file_whole(file, "#!/bin/sh\n" + body));
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return WorkerConversation({kAdapter, "--google-benchmark", file.string()});
    }
    // A list of one, then what comes of running it.
    static std::string listing(const std::string& then) {
        return "case \"$*\" in *list_tests=true*) echo BM_x; exit 0;; esac\n"
               "for word; do case $word in --benchmark_out=*) out=${word#--benchmark_out=};; esac; done\n" +
               then;
    }
    TemporaryFolder folder_;
};

TEST_F(OtherProgramTest, AListThatFailsIsToldOf) {
    WorkerConversation worker = adapter_of("echo 'no library' >&2; exit 3\n");
    const Error error = error_in(worker.ask(DescribeCommand{}));
    EXPECT_THAT(error.message + worker.process().errors(), HasSubstr("no library"));
    EXPECT_EQ(worker.end().code, 3);
}

TEST_F(OtherProgramTest, AnEmptyListIsToldOf) {
    WorkerConversation worker = adapter_of("exit 0\n");
    EXPECT_THAT(error_in(worker.ask(DescribeCommand{})).message + worker.process().errors(),
                HasSubstr("lists no benchmark"));
}

TEST_F(OtherProgramTest, ResultsThatAreNotThereOrBroken) {
    WorkerConversation none = adapter_of(listing("exit 0\n"));
    EXPECT_THAT(error_in(measure(none, "BM_x")).message, HasSubstr("wrote no results"));
    WorkerConversation broken = adapter_of(listing("echo '{\"benchmarks\": [' > \"$out\"\n"));
    EXPECT_EQ(error_in(measure(broken, "BM_x")).kind, ErrorKind::malformed);
    WorkerConversation flood = adapter_of(listing("head -c 140000000 /dev/zero > \"$out\"\n"));
    EXPECT_THAT(error_in(measure(flood, "BM_x")).message, HasSubstr("more than"));
    WorkerConversation empty = adapter_of(listing("echo '{\"benchmarks\": []}' > \"$out\"\n"));
    EXPECT_EQ(error_in(measure(empty, "BM_x")).kind, ErrorKind::not_found);
}

TEST(GoogleBenchmarkListTest, ReadsLines) {
    EXPECT_THAT(parse_google_benchmark_list("a\nb/8\r\n\nc"), ElementsAre("a", "b/8", "c"));
    EXPECT_THAT(parse_google_benchmark_list(""), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
