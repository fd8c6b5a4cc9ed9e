#include "execution/visit.hpp"

#include <gmock/gmock.h>

#include "common/cancellation.hpp"
#include "execution/scripted_worker.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class RunVisit : public ::testing::Test {
protected:
    RunVisit() {
        request_.worker = {{"w"}, {}};
        request_.sampling = {1, 3};
        request_.warmup_max = 4;
    }
    VisitResult run(const ScriptedWorker& worker) {
        FakeLauncher launcher([&](const LaunchSpec&) { return script_of(worker); }, &clock_);
        VisitResult result = run_visit(request_, {clock_, launcher, cancellation_}, listener_);
        EXPECT_FALSE(launcher.launches.at(0)->alive) << "no worker outlives its visit";
        return result;
    }
    static int measured(const VisitResult& result) {
        int count = 0;
        for (const SampleData& sample : result.visit.samples) count += sample.warmup ? 0 : 1;
        return count;
    }

    FakeClock clock_;
    VisitRequest request_;
    VisitListener listener_;
    Cancellation* cancellation_ = nullptr;
};

TEST_F(RunVisit, TakesWarmupAndSamplesAndReleases) {
    const VisitResult result = run({.latencies = {5, 1}, .resident = mebibytes(7)});
    ASSERT_TRUE(std::holds_alternative<Completed>(result.outcome));
    EXPECT_THAT(result.visit.samples, SizeIs(4));
    EXPECT_EQ(measured(result), 3);
    EXPECT_TRUE(result.visit.samples[0].warmup);
    EXPECT_EQ(result.visit.process_metrics.at("load_time"), 0.5);
    EXPECT_EQ(result.visit.peak_memory, mebibytes(100)) << "the kernel's figure is the largest here";
    EXPECT_FALSE(result.visit.failure);
}

TEST_F(RunVisit, WarmsUpForAsLongAsTheLevelMoves) {
    const VisitResult result = run({.latencies = {9, 9, 9, 1}});
    EXPECT_THAT(result.visit.samples, SizeIs(6));
    EXPECT_EQ(measured(result), 3);
    EXPECT_EQ(result.visit.samples[3].metrics.at("latency").front(), 1);
}

TEST_F(RunVisit, ACrashKeepsTheSamplesBeforeIt) {
    ScriptedWorker worker{.at_sample = {FakeEnd{}}, .sample_with_answer = 2};
    worker.exit.code.reset();
    worker.exit.signal = SIGSEGV;
    const VisitResult result = run(worker);
    ASSERT_TRUE(std::holds_alternative<Crashed>(result.outcome));
    EXPECT_THAT(result.visit.samples, SizeIs(2));
    EXPECT_THAT(result.visit.failure->message, HasSubstr("SIGSEGV"));
    EXPECT_EQ(result.visit.peak_memory, std::nullopt);
}

TEST_F(RunVisit, ASilentSampleTimesOut) {
    request_.limits.measure = Seconds(3);
    const VisitResult result = run({.sample_time = Seconds(10)});
    ASSERT_TRUE(std::holds_alternative<TimedOut>(result.outcome));
    EXPECT_THAT(result.visit.failure->message, HasSubstr("3 s"));
}

TEST_F(RunVisit, ASilentPrepareTimesOutByItsOwnLimit) {
    request_.limits.prepare = Seconds(2);
    const VisitResult result = run({.prepare_time = Seconds(5)});
    ASSERT_TRUE(std::holds_alternative<TimedOut>(result.outcome));
    EXPECT_THAT(result.visit.failure->message, HasSubstr("preparing"));
}

TEST_F(RunVisit, AfterTheDeadlineOneMeasuredSampleIsEnough) {
    request_.deadline = clock_.monotonic_now();
    const VisitResult result = run({});
    ASSERT_TRUE(std::holds_alternative<Completed>(result.outcome));
    EXPECT_THAT(result.visit.samples, SizeIs(2));
    EXPECT_EQ(measured(result), 1);
}

TEST_F(RunVisit, TheListenersErrorEndsItAndIsNotTheCases) {
    int heard = 0;
    listener_.sample = [&](const SampleData&) -> Result<void> {
        if (++heard == 2) return fail(ErrorKind::io, "no space left");
        return {};
    };
    const VisitResult result = run({});
    ASSERT_TRUE(result.listener_failure);
    EXPECT_EQ(result.listener_failure->message, "no space left");
    EXPECT_FALSE(result.visit.failure);
    EXPECT_THAT(result.visit.samples, SizeIs(2));
}

TEST_F(RunVisit, ARequestToStopEndsIt) {
    Cancellation cancellation;
    cancellation_ = &cancellation;
    ScriptedWorker worker{.at_sample = {FakeAction([&] { cancellation.request(); }), FakeDelay{Seconds(1)}},
                          .sample_with_answer = 2};
    const VisitResult result = run(worker);
    EXPECT_TRUE(std::holds_alternative<Cancelled>(result.outcome));
    EXPECT_EQ(measured(result), 1);
    EXPECT_FALSE(result.visit.failure);
}

TEST_F(RunVisit, AProgramThatIsNotThereIsAFailure) {
    FakeLauncher launcher([](const LaunchSpec&) {
        FakeScript script;
        script.launch_error = Error{ErrorKind::not_found, "there is no program w", {}};
        return script;
    });
    const VisitResult result = run_visit(request_, {clock_, launcher, nullptr}, listener_);
    EXPECT_TRUE(std::holds_alternative<Failed>(result.outcome));
}

}  // namespace
}  // namespace inference_pio
