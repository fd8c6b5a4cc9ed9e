#include "discovery/worker_channel.hpp"

#include <gmock/gmock.h>

#include "common/cancellation.hpp"
#include "fakes/fake_launcher.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WorkerChannelTest : public ::testing::Test {
protected:
    Result<Event> ask(FakeScript script, std::vector<std::string>* said = nullptr) {
        FakeLauncher launcher([&](const LaunchSpec&) { return script; }, &clock_);
        auto channel = WorkerChannel::start(launcher, clock_, {{"worker"}, {{"A", "1"}}}, {1}, nullptr);
        if (!channel) return fail(channel.error());
        auto answer = channel->ask(MeasureCommand{}, "taking a sample", Seconds(5), [&](std::string_view line) {
            if (said != nullptr) said->emplace_back(line);
        });
        launch_ = *launcher.launches.back();
        return answer;
    }

    static FakeScript answering(std::vector<FakeStep> steps) {
        FakeScript script;
        script.on_line = [steps](std::string_view) { return steps; };
        return script;
    }

    FakeClock clock_;
    FakeLaunch launch_;
};

TEST_F(WorkerChannelTest, SendsTheCommandAndGivesTheAnswer) {
    const auto event = ask(answering({R"({"event":"released"})"}));
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_TRUE(std::holds_alternative<ReleasedEvent>(*event));
    EXPECT_THAT(launch_.lines, ElementsAre(R"({"do":"measure"})"));
    EXPECT_TRUE(launch_.spec.event_pipe);
    EXPECT_THAT(launch_.spec.cpus, ElementsAre(1));
    EXPECT_EQ(launch_.spec.environment.at("A"), "1");
}

TEST_F(WorkerChannelTest, HandsProgressOn) {
    std::vector<std::string> said;
    const auto event = ask(answering({R"({"event":"progress","message":"half"})", R"({"event":"released"})"}), &said);
    ASSERT_TRUE(event);
    EXPECT_THAT(said, ElementsAre("half"));
}

TEST_F(WorkerChannelTest, ProgressDoesNotStretchTheTimeout) {
    std::vector<FakeStep> steps;
    for (int i = 0; i < 10; ++i) {
        steps.emplace_back(FakeDelay{Seconds(1)});
        steps.emplace_back(R"({"event":"progress","message":"still"})");
    }
    const auto event = ask(answering(steps));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::timed_out);
}

TEST_F(WorkerChannelTest, ASilentWorkerTimesOut) {
    FakeScript script = answering({});
    script.errors = "loading…\nwaiting for a lock\n";
    const auto event = ask(script);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::timed_out);
    EXPECT_EQ(event.error().message,
              "no answer within 5 s while taking a sample; its standard error ends: loading… | waiting for a lock");
    EXPECT_TRUE(launch_.killed || launch_.alive);
}

TEST_F(WorkerChannelTest, ADeathNamesTheSignalAndTheLastWords) {
    FakeScript script = answering({FakeEnd{}});
    script.exit.code.reset();
    script.exit.signal = SIGSEGV;
    script.errors = "about to crash\n";
    const auto event = ask(script);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::crashed);
    EXPECT_EQ(event.error().message,
              "the worker was ended by signal 11 (SIGSEGV) while taking a sample; its standard error ends: about to "
              "crash");
}

TEST_F(WorkerChannelTest, AnExitNamesTheCode) {
    FakeScript script = answering({FakeEnd{}});
    script.exit.code = 7;
    const auto event = ask(script);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::crashed);
    EXPECT_THAT(event.error().message, HasSubstr("exited with code 7"));
}

TEST_F(WorkerChannelTest, AKillForMemoryIsOutOfMemory) {
    FakeScript script = answering({FakeEnd{}});
    script.exit.code.reset();
    script.exit.signal = SIGKILL;
    script.exit.killed_for_memory = true;
    const auto event = ask(script);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::out_of_memory);
}

TEST_F(WorkerChannelTest, AKillByAnyoneElseIsACrash) {
    FakeScript script = answering({FakeEnd{}});
    script.exit.code.reset();
    script.exit.signal = SIGKILL;
    const auto event = ask(script);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::crashed);
}

TEST_F(WorkerChannelTest, AnAllocationErrorIsOutOfMemory) {
    for (const char* errors : {"Traceback …\nMemoryError\n", "terminate called …\n  what():  std::bad_alloc\n"}) {
        FakeScript script = answering({FakeEnd{}});
        script.exit.code = 1;
        script.errors = errors;
        const auto event = ask(script);
        ASSERT_FALSE(event);
        EXPECT_EQ(event.error().kind, ErrorKind::out_of_memory) << errors;
    }
}

TEST_F(WorkerChannelTest, GarbageIsMalformedAndShownFitToPrint) {
    const auto event = ask(answering({std::string("\x1b[31mnot json\xff")}));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::malformed);
    EXPECT_EQ(event.error().message.find('\x1b'), std::string::npos);
}

TEST_F(WorkerChannelTest, NaNIsMalformedAndNamed) {
    const auto event = ask(answering({R"({"event":"sample","metrics":{"latency":NaN}})"}));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::malformed);
}

TEST_F(WorkerChannelTest, ItsOwnErrorIsTheError) {
    const auto event =
        ask(answering({R"({"event":"failed","kind":"not_found","message":"no such model","remedy":"look"})"}));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error(), (Error{ErrorKind::not_found, "no such model", "look"}));
}

TEST_F(WorkerChannelTest, ALineOverTheLimitIsMalformed) {
    const auto event = ask(answering({Error{ErrorKind::malformed, "a line of more than 16777216 bytes", {}}}));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::malformed);
    EXPECT_THAT(event.error().message, HasSubstr("16777216"));
}

TEST_F(WorkerChannelTest, AnAnswerToSomethingElseIsMalformed) {
    FakeLauncher launcher([&](const LaunchSpec&) { return answering({R"({"event":"released"})"}); }, &clock_);
    auto channel = WorkerChannel::start(launcher, clock_, {{"worker"}, {}}, {}, nullptr);
    ASSERT_TRUE(channel);
    const auto sample = channel->ask_for<SampleEvent>(MeasureCommand{}, "taking a sample", Seconds(5));
    ASSERT_FALSE(sample);
    EXPECT_EQ(sample.error().kind, ErrorKind::malformed);
}

TEST_F(WorkerChannelTest, AWorkerThatWasGoneBeforeTheCommandSaysWhy) {
    FakeScript script;
    script.at_start = {R"({"event":"failed","kind":"unsupported","message":"no AVX here","remedy":""})", FakeEnd{}};
    FakeLauncher launcher([&](const LaunchSpec&) { return script; }, &clock_);
    auto channel = WorkerChannel::start(launcher, clock_, {{"worker"}, {}}, {}, nullptr);
    ASSERT_TRUE(channel);
    const auto event = channel->ask(DescribeCommand{}, "describing itself", Seconds(5));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::unsupported);
}

TEST_F(WorkerChannelTest, ARequestToStopIsCancelled) {
    Cancellation cancellation;
    cancellation.request();
    FakeLauncher launcher([&](const LaunchSpec&) { return answering({R"({"event":"released"})"}); }, &clock_);
    auto channel = WorkerChannel::start(launcher, clock_, {{"worker"}, {}}, {}, &cancellation);
    ASSERT_TRUE(channel);
    const auto event = channel->ask(MeasureCommand{}, "taking a sample", Seconds(5));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace inference_pio
