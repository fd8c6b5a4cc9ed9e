// Tests of pytest-benchmark behind the adapter, with an interpreter that only pretends to have it.
#include "worker/adapters/pytest_script.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PytestScriptTest : public ::testing::Test {
protected:
    // `body` finds the file for results in $out and the test in $node.
    Event measure(const std::string& body) {
        python_ = folder_.path() / "python";
        EXPECT_TRUE(write_file_whole(
            python_,
            "#!/bin/sh\nfor word; do case $word in --benchmark-json=*) out=${word#*=};; *::*) node=$word;; esac; "
            "done\n" +
                body));
        fs::permissions(python_, fs::perms::owner_all);
        WorkerConversation worker({PIO_BINARY_DIR "/libexec/piobench-process-adapter", "--pytest", python_.string(),
                                   "/mine/benchmark_x.py", "sort=test_sort", "Fast.sort=Fast::test_sort"});
        return worker.measure("Fast.sort");
    }

    TemporaryFolder folder_;
    fs::path python_;
};

TEST_F(PytestScriptTest, OneSampleIsOneTest) {
    const SampleEvent sample = sample_in(
        measure("test \"$1 $2 $node\" = '-m pytest /mine/benchmark_x.py::Fast::test_sort' || exit 9\necho 1 passed\n"
                "echo '{\"benchmarks\": [{\"name\": \"test_sort\", \"stats\": {\"median\": 0.5, \"min\": 0.25}}]}' > "
                "\"$out\"\n"));
    EXPECT_THAT(sample.metrics.at("pytest_benchmark.time"), ElementsAre(0.5));
    EXPECT_THAT(sample.metrics.at("pytest_benchmark.fastest_time"), ElementsAre(0.25));
}

TEST_F(PytestScriptTest, WithoutPytestOrItsPluginThereIsARemedy) {
    const Error no_pytest = error_in(measure("echo \"$0: No module named pytest\" >&2; exit 1\n"));
    EXPECT_EQ(no_pytest.kind, ErrorKind::not_found);
    EXPECT_THAT(no_pytest.message, HasSubstr(python_.string() + " has no pytest:"));
    EXPECT_THAT(no_pytest.remedy, HasSubstr("pip install pytest-benchmark"));
    EXPECT_THAT(no_pytest.remedy, HasSubstr("PIO_PYTHON"));
    const Error no_plugin = error_in(measure("echo 'error: unrecognized arguments: --benchmark-json=x' >&2; exit 4\n"));
    EXPECT_EQ(no_plugin.kind, ErrorKind::not_found);
    EXPECT_THAT(no_plugin.message, HasSubstr("has no pytest-benchmark:"));
}

TEST_F(PytestScriptTest, ATestThatFailsShowsTheEndOfWhatPytestPrinted) {
    const Error error = error_in(measure("echo 'E   AssertionError: not sorted'; echo wrote >&2; exit 1\n"));
    EXPECT_EQ(error.kind, ErrorKind::crashed);
    EXPECT_THAT(error.message, HasSubstr("not sorted"));
}

TEST_F(PytestScriptTest, ATestThatIsSkippedIsNotMeasured) {
    EXPECT_EQ(error_in(measure("exit 0\n")).kind, ErrorKind::unsupported);
    EXPECT_EQ(error_in(measure("echo '{\"benchmarks\": []}' > \"$out\"\n")).kind, ErrorKind::unsupported);
}

TEST(PytestScriptUsageTest, ATestHasAName) {
    LaunchSpec spec;
    spec.argv = {PIO_BINARY_DIR "/libexec/piobench-process-adapter", "--pytest", "python3", "x.py", "test_sort"};
    const auto ended = run_command(machine_launcher(), spec, WorkerConversation::kPatience);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->status.code, 3);
    EXPECT_THAT(ended->errors, HasSubstr("test_sort"));
}

}  // namespace
}  // namespace inference_pio
