#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "execution/runner_fixture.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(RunnerTest, VisitsEachCaseInFreshProcessesUntilItIsPrecise) {
    add("a", {});
    add("b", {});
    const RunnerResult result = run();
    EXPECT_THAT(visits(), SizeIs(4));
    ASSERT_THAT(result.outcomes, SizeIs(2));
    for (const CaseOutcome& outcome : result.outcomes) {
        EXPECT_EQ(outcome.status, Status::ok);
        ASSERT_THAT(outcome.visits, SizeIs(2));
        EXPECT_EQ(outcome.visits[1].round, 1);
        EXPECT_TRUE(outcome.timestamp.starts_with("2026-11-24T10:00:0")) << outcome.timestamp;
    }
    EXPECT_FALSE(result.interrupted);
}

TEST_F(RunnerTest, RoundsComeOneAfterTheOther) {
    add("a", {});
    add("b", {});
    add("c", {});
    run();
    auto order = visits();
    ASSERT_THAT(order, SizeIs(6));
    std::sort(order.begin(), order.begin() + 3);
    std::sort(order.begin() + 3, order.end());
    EXPECT_THAT(order, ElementsAre("a", "b", "c", "a", "b", "c"));
}

TEST_F(RunnerTest, ACaseThatNeverSettlesIsUnstable) {
    int launches = 0;
    add("a", {});
    FakeLauncher noisy([&](const LaunchSpec&) { return script_of({.latencies = {++launches % 2 == 0 ? 1.0 : 2.0}}); },
                       &clock_);
    auto journal = Journal::create(folder_.path(), {});
    const RunnerMachine machine{{clock_, noisy, nullptr}, {}};
    const auto result = Runner(benchmarks_, plan_, settings_, machine, *journal, observer_).run({});
    EXPECT_EQ(result.outcomes[0].status, Status::unstable);
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(3));
    EXPECT_THAT(result.outcomes[0].status_reason, HasSubstr("was wanted"));
}

TEST_F(RunnerTest, APreciseCaseIsVisitedOverTheWholeSpan) {
    settings_.policy.processes_max = 50;
    settings_.policy.span_min = Seconds(30);
    add("a", {});
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(10)) << "ten visits of 3 s";
}

TEST_F(RunnerTest, TheMostProcessesDoNotYieldToTheSpan) {
    settings_.policy.span_min = Seconds(3600);
    add("a", {});
    EXPECT_THAT(run().outcomes[0].visits, SizeIs(3));
}

TEST_F(RunnerTest, TheBudgetDoesNotYieldToTheSpan) {
    settings_.policy.span_min = Seconds(3600);
    settings_.policy.processes_max = 50;
    settings_.policy.budget = Seconds(16);
    add("a", {});
    const RunnerResult result = run();
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(5)) << "a sixth visit of 3 s does not fit";
    EXPECT_EQ(result.outcomes[0].status, Status::ok) << "it is precise";
}

TEST_F(RunnerTest, VariantsAreVisitedNextToTheirReference) {
    settings_.policy.precision.reset();
    for (const char* name : {"o", "a", "b", "c"}) add(name, {});
    for (std::size_t i = 1; i < 4; ++i) plan_.cases[i].reference = 0;
    const RunnerResult result = run();
    const auto order = visits();
    ASSERT_THAT(order, SizeIs(3 * 5)) << "three rounds: three variants, two visits to the reference";
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] == "o") continue;
        const bool beside = (i > 0 && order[i - 1] == "o") || (i + 1 < order.size() && order[i + 1] == "o");
        EXPECT_TRUE(beside) << i << " " << order[i];
    }
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(6));
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    for (std::size_t i = 1; i < 4; ++i) {
        ASSERT_THAT(result.outcomes[i].visits, SizeIs(3));
        for (const Visit& visit : result.outcomes[i].visits) {
            const auto& others = result.outcomes[0].visits;
            EXPECT_TRUE(
                std::any_of(others.begin(), others.end(), [&](const Visit& o) { return o.turn == visit.turn; }));
        }
    }
    EXPECT_EQ(replay()[1].outcome.visits[2].turn, result.outcomes[1].visits[2].turn);
}

TEST_F(RunnerTest, ADeterministicCaseHasOneVisitOfOneSample) {
    add("a", {});
    benchmarks_[0].description.deterministic = true;
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    ASSERT_THAT(result.outcomes[0].visits, SizeIs(1));
    ASSERT_THAT(result.outcomes[0].visits[0].samples, SizeIs(1));
    EXPECT_FALSE(result.outcomes[0].visits[0].samples[0].warmup);
}

TEST_F(RunnerTest, FilesAreMadeBeforeTheVisitsThatAreToBeCompared) {
    settings_.policy.precision.reset();
    settings_.policy.processes_min = settings_.policy.processes_max = 1;
    for (const char* name : {"o", "a", "b"}) add(name, {}, "a_model");
    plan_.cases[1].reference = plan_.cases[2].reference = 0;
    run();
    std::string order;
    for (const auto& launch : launcher_.launches) {
        for (const std::string& line : launch->lines) {
            if (line.find("\"provide\"") != line.npos) order += 'p';
            if (line.find("\"prepare\"") != line.npos) order += 'v';
        }
    }
    EXPECT_EQ(order, "pppvvv");
}

TEST_F(RunnerTest, AReferenceIsMeasuredEvenIfItsVariantsCannotBe) {
    settings_.policy.precision.reset();
    add("o", {});
    add("a", {.at_prepare = {FakeEnd{}}});
    plan_.cases[1].reference = 0;
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(1));
    EXPECT_EQ(result.outcomes[1].status, Status::failed);
}

TEST_F(RunnerTest, VariantsAreMeasuredEvenIfTheirReferenceCannotBe) {
    settings_.policy.precision.reset();
    add("o", {.at_prepare = {FakeEnd{}}});
    add("a", {});
    plan_.cases[1].reference = 0;
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::failed);
    EXPECT_EQ(result.outcomes[1].status, Status::ok);
    EXPECT_THAT(result.outcomes[1].visits, SizeIs(3));
}

TEST_F(RunnerTest, AFailedCaseIsNotVisitedAgainAndTheOthersGoOn) {
    add("bad", {.at_prepare = {FakeEnd{}}});
    add("good", {});
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::failed);
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(1));
    EXPECT_EQ(result.outcomes[1].status, Status::ok);
    const auto order = visits();
    EXPECT_EQ(std::count(order.begin(), order.end(), "bad"), 1);
    EXPECT_EQ(replay()[0].outcome, result.outcomes[0]);
}

TEST_F(RunnerTest, TheJournalGivesTheOutcomesBack) {
    add("a", {.latencies = {3, 2, 1}});
    add("b", {.at_sample = {R"({"event":"failed","kind":"out_of_memory","message":"no","remedy":"less"})"}});
    const RunnerResult result = run();
    const auto states = replay();
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(states[i].outcome, result.outcomes[i]) << i;
    EXPECT_EQ(result.outcomes[1].status, Status::out_of_memory);
    EXPECT_EQ(result.outcomes[1].status_reason, "no (less)");
}

TEST_F(RunnerTest, FilesAreProvidedInAProcessOfTheirOwnAndHandedToPrepare) {
    add("a", {}, "model");
    run();
    ASSERT_GE(launcher_.launches.size(), 2U);
    EXPECT_THAT(launcher_.launches[0]->lines, ElementsAre(HasSubstr("\"estimate\""), HasSubstr("\"provide\"")));
    EXPECT_THAT(launcher_.launches[1]->lines.at(0), HasSubstr("/made.gguf"));
    EXPECT_THAT(launcher_.launches, SizeIs(3)) << "provided once, visited twice";
}

TEST_F(RunnerTest, ACaseThatNeedsMoreMemoryThanThereIsIsSkipped) {
    available_ = gibibytes(4);
    add("big", {.estimate = R"({"event":"estimated","memory_bytes":8589934592})"}, "model");
    add("fits", {.estimate = R"({"event":"estimated","memory_bytes":1000})"}, "model");
    const RunnerResult result = run();
    EXPECT_EQ(result.outcomes[0].status, Status::skipped);
    EXPECT_THAT(result.outcomes[0].status_reason, HasSubstr("8589934592"));
    EXPECT_EQ(result.outcomes[1].status, Status::ok);
    const auto order = visits();
    EXPECT_EQ(std::count(order.begin(), order.end(), "big"), 0);
    for (const auto& launch : launcher_.launches) {
        if (launch->spec.argv[0] != "big") continue;
        EXPECT_THAT(launch->lines, ElementsAre(HasSubstr("\"estimate\""))) << "no checkpoint was made for it";
    }
}

TEST_F(RunnerTest, ACaseThatErrsInItsEstimateIsProvidedByAnotherProcess) {
    add("a", {.estimate = R"({"event":"failed","kind":"internal","message":"no idea"})"}, "model");
    EXPECT_EQ(run().outcomes[0].status, Status::ok);
    EXPECT_THAT(launcher_.launches[0]->lines, ElementsAre(HasSubstr("\"estimate\"")));
    EXPECT_THAT(launcher_.launches[1]->lines, ElementsAre(HasSubstr("\"provide\"")));
}

TEST_F(RunnerTest, EveryCaseGetsOneVisitHoweverShortTheBudget) {
    settings_.policy.budget = Seconds(1);
    for (const char* name : {"a", "b", "c"}) add(name, {});
    const RunnerResult result = run();
    for (const CaseOutcome& outcome : result.outcomes) {
        EXPECT_THAT(outcome.visits, SizeIs(1));
        EXPECT_EQ(outcome.status, Status::unstable);
    }
}

TEST_F(RunnerTest, AVisitThatDoesNotFitTheBudgetIsNotBegun) {
    settings_.policy.budget = Seconds(10);
    settings_.policy.precision = 1e-9;
    add("a", {.sample_time = Seconds(2)});  // a visit takes 6 s
    const RunnerResult result = run();
    EXPECT_THAT(result.outcomes[0].visits, SizeIs(1));
}

TEST_F(RunnerTest, AnInterruptedRunKeepsWhatItMeasuredAndGoesOn) {
    settings_.policy.processes_min = settings_.policy.processes_max = 3;
    add("a", {});
    int visits_begun = 0;
    observer_.sample_taken = [&](const VisitProgress& at, int sample, const SampleData&) {
        if (at.round == 1 && sample == 2) cancellation_.request();
    };
    observer_.visit_began = [&](const VisitProgress&) { ++visits_begun; };
    const RunnerResult first = run();
    EXPECT_TRUE(first.interrupted);
    EXPECT_THAT(first.outcomes[0].visits, SizeIs(2)) << "the cut one had a measured sample";
    EXPECT_EQ(first.outcomes[0].status, Status::unstable);
    auto states = replay();
    EXPECT_EQ(states[0].visits_finished, 1);

    Cancellation fresh;
    visits_begun = 0;
    observer_.sample_taken = {};
    const RunnerMachine machine{{clock_, launcher_, &fresh}, {}};
    const auto second = Runner(benchmarks_, plan_, settings_, machine, *journal_, observer_).run(std::move(states));
    EXPECT_FALSE(second.interrupted);
    EXPECT_EQ(visits_begun, 1) << "two finished or cut processes have measured; the third is enough";
    EXPECT_EQ(second.outcomes[0].status, Status::ok);
}

TEST_F(RunnerTest, FinishedCasesAreNotMeasuredAgain) {
    add("a", {});
    add("b", {.at_prepare = {FakeEnd{}}});
    run();
    const auto launched = launcher_.launches.size();
    const RunnerResult again = run(replay());
    EXPECT_EQ(launcher_.launches.size(), launched);
    EXPECT_EQ(again.outcomes[0].status, Status::ok);
    EXPECT_EQ(again.outcomes[1].status, Status::failed);
}

// A limit on the size of files makes appending fail as a full disk does.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(RunnerTest, AFullDiskEndsTheRunInOrderAndKeepsTheOutcomes) {
    add("a", {});
    add("b", {});
    std::optional<FileSizeLimit> limit;
    observer_.sample_taken = [&](const VisitProgress& at, int sample, const SampleData&) {
        if (at.run.visits_done == 1 && sample == 3) limit.emplace(1);
    };
    const RunnerResult result = run();
    limit.reset();
    ASSERT_TRUE(result.journal_failure);
    EXPECT_EQ(result.journal_failure->kind, ErrorKind::io);
    EXPECT_FALSE(result.interrupted);
    EXPECT_THAT(visits(), SizeIs(2)) << "nothing was begun afterwards";
    for (const CaseOutcome& outcome : result.outcomes) EXPECT_THAT(outcome.visits, SizeIs(1));
    int kept = 0;
    for (const CaseState& state : replay()) kept += state.visits_finished;
    EXPECT_EQ(kept, 1) << "the journal ends with a whole line";
}

}  // namespace
}  // namespace inference_pio
