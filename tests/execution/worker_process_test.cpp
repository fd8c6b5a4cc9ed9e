#include "execution/worker_process.hpp"

#include <gmock/gmock.h>

#include "execution/scripted_worker.hpp"

namespace inference_pio {
namespace {

ExitStatus ended_with(Bytes peak, Bytes floor) {
    ExitStatus status;
    status.code = 0;
    status.peak_memory = peak;
    status.peak_memory_floor = floor;
    return status;
}

TEST(ComputePeakMemory, IsTheLargestNotTheSum) {
    const ExitStatus small = ended_with(mebibytes(1), mebibytes(5));
    EXPECT_EQ(compute_peak_memory(mebibytes(10), mebibytes(20), small), mebibytes(20));
    EXPECT_EQ(compute_peak_memory(mebibytes(30), mebibytes(20), small), mebibytes(30));
    EXPECT_EQ(compute_peak_memory(mebibytes(30), std::nullopt, ended_with(mebibytes(40), mebibytes(5))), mebibytes(40));
    EXPECT_EQ(compute_peak_memory(std::nullopt, mebibytes(20), small), mebibytes(20));
}

TEST(ComputePeakMemory, TheKernelsFigureCountsOnlyAboveItsFloor) {
    EXPECT_EQ(compute_peak_memory(mebibytes(3), std::nullopt, ended_with(mebibytes(50), mebibytes(50))), mebibytes(3));
    EXPECT_EQ(compute_peak_memory(std::nullopt, std::nullopt, ended_with(mebibytes(50), mebibytes(50))), std::nullopt);
    EXPECT_EQ(compute_peak_memory(std::nullopt, std::nullopt, ended_with(mebibytes(51), mebibytes(50))), mebibytes(51));
}

TEST(StatusOf, EachEndHasItsStatus) {
    const auto status = [](ErrorKind kind) { return status_of(outcome_of({kind, "m", {}})); };
    EXPECT_EQ(status(ErrorKind::crashed), Status::failed);
    EXPECT_EQ(status(ErrorKind::malformed), Status::failed);
    EXPECT_EQ(status(ErrorKind::not_found), Status::failed);
    EXPECT_EQ(status(ErrorKind::timed_out), Status::timed_out);
    EXPECT_EQ(status(ErrorKind::out_of_memory), Status::out_of_memory);
    EXPECT_EQ(status(ErrorKind::unsupported), Status::skipped);
    EXPECT_EQ(status_of(Completed{}), Status::ok);
    EXPECT_EQ(error_of(Completed{}), nullptr);
    EXPECT_EQ(error_of(outcome_of({ErrorKind::cancelled, "m", {}})), nullptr);
    EXPECT_EQ(error_of(outcome_of({ErrorKind::crashed, "m", {}}))->message, "m");
}

class WorkerProcessTest : public ::testing::Test {
protected:
    Result<WorkerProcess> start(const ScriptedWorker& worker) {
        launcher_.emplace([worker](const LaunchSpec&) { return script_of(worker); }, &clock_);
        return WorkerProcess::start({clock_, *launcher_}, {{"w"}, {}}, {}, WorkerLimits{});
    }
    FakeClock clock_;
    std::optional<FakeLauncher> launcher_;
};

TEST_F(WorkerProcessTest, MemoryIsReadBeforeReleaseAndCombinedWithTheEnd) {
    ScriptedWorker scripted;
    scripted.resident = mebibytes(300);
    auto worker = start(scripted);
    ASSERT_TRUE(worker);
    ASSERT_TRUE(worker->prepare({}, {}));
    ASSERT_TRUE(worker->measure());
    const auto end = worker->release();
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->peak_memory, mebibytes(300));
    EXPECT_TRUE(launcher_->launches[0]->input_closed);
    EXPECT_TRUE(launcher_->launches[0]->waited);
}

TEST_F(WorkerProcessTest, ASampleWithoutAMetricIsMalformed) {
    ScriptedWorker scripted;
    scripted.at_sample = {R"({"event":"sample","metrics":{}})"};
    auto worker = start(scripted);
    ASSERT_TRUE(worker);
    const auto sample = worker->measure();
    ASSERT_FALSE(sample);
    EXPECT_EQ(sample.error().kind, ErrorKind::malformed);
}

TEST_F(WorkerProcessTest, DefinitionsOfASampleAreKept) {
    ScriptedWorker scripted;
    scripted.at_sample = {
        R"({"event":"sample","metrics":{"accuracy":93},"definitions":[{"name":"accuracy","version":1,"unit":"%","direction":"higher_is_better","reduction":"median","meaning":""}]})"};
    auto worker = start(scripted);
    ASSERT_TRUE(worker);
    const auto sample = worker->measure();
    ASSERT_TRUE(sample) << sample.error().message;
    ASSERT_EQ(sample->definitions.size(), 1U);
    EXPECT_EQ(sample->definitions[0].unit, "%");
}

}  // namespace
}  // namespace inference_pio
