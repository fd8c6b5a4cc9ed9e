#include "session/run_forecast.hpp"

#include <gmock/gmock.h>

#include "execution/journal.hpp"
#include "execution/scripted_worker.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

RunForecast with_visits(const std::vector<std::optional<Seconds>>& visits, const SamplingPolicy& policy) {
    RunForecast forecast;
    for (const auto& visit : visits) forecast.cases.push_back({{}, std::nullopt, visit});
    compute_time_bounds(forecast, policy);
    return forecast;
}

TEST(ComputeTimeBounds, FollowTheBudgetAndWhatIsKnown) {
    SamplingPolicy policy;
    policy.processes_max = 10;
    policy.budget = Seconds(60);
    const auto known = with_visits({Seconds(2), Seconds(8)}, policy);
    EXPECT_EQ(known.time_min, Seconds(10));
    EXPECT_EQ(known.time_max, Seconds(60));
    EXPECT_EQ(with_visits({Seconds(1)}, policy).time_max, Seconds(10)) << "10 visits are the most there are";
    EXPECT_EQ(with_visits({Seconds(100)}, policy).time_max, Seconds(100)) << "one visit whatever the budget";
    const auto unknown = with_visits({Seconds(2), std::nullopt}, policy);
    EXPECT_EQ(unknown.time_min, std::nullopt);
    EXPECT_EQ(unknown.time_max, Seconds(60));
    policy.budget.reset();
    EXPECT_EQ(with_visits({std::nullopt}, policy).time_max, std::nullopt);
    EXPECT_EQ(with_visits({Seconds(3)}, policy).time_max, Seconds(30));
}

TEST(ComputeTimeBounds, WholeProgramsHaveAVisitASample) {
    SamplingPolicy policy;
    policy.processes_max = 10;
    policy.samples_per_process = 5;
    RunForecast forecast;
    forecast.cases.push_back({{}, std::nullopt, Seconds(1), true});
    forecast.cases.push_back({{}, std::nullopt, Seconds(1), false});
    compute_time_bounds(forecast, policy);
    EXPECT_EQ(forecast.time_max, Seconds(60));
}

class VisitTimes : public ::testing::Test {
protected:
    void write_journal(const std::string& run, const std::string& fingerprint, Seconds visit) {
        JournalHeader header;
        header.run = run;
        header.profile.fingerprint = fingerprint;
        header.cases = {{{"core/a", "", "", {}}, {}}, {{"core/b", "", "", {}}, {}}};
        auto journal = Journal::create(folder_.path() / run, header);
        ASSERT_TRUE(journal);
        ASSERT_TRUE(journal->append(VisitBegan{0, 0, "t"}));
        ASSERT_TRUE(journal->append(VisitEnded{0, 0, std::nullopt, visit}));
    }
    TemporaryFolder folder_;
};

TEST_F(VisitTimes, ComeFromTheNewestRunOfThisMachine) {
    write_journal("20260101T000000Z-aaaaaa", "here", Seconds(1));
    write_journal("20260102T000000Z-aaaaaa", "here", Seconds(2));
    write_journal("20260103T000000Z-aaaaaa", "elsewhere", Seconds(3));
    const auto times = read_visit_times(folder_.path(), "here");
    ASSERT_EQ(times.size(), 1U) << "b was never measured";
    EXPECT_EQ(times.at("core/a"), Seconds(2));
    EXPECT_TRUE(read_visit_times(folder_.path() / "none", "here").empty());
}

TEST(MakeForecast, AsksEachCaseForItsMemoryAndProvidesNothing) {
    FakeClock clock;
    FakeLauncher launcher(
        [](const LaunchSpec&) { return script_of({.estimate = R"({"event":"estimated","memory_bytes":12345})"}); },
        &clock);
    FoundBenchmark benchmark;
    benchmark.name = "m/x";
    benchmark.worker.argv = {"w"};
    benchmark.description.checkpoint_model = "m";
    Plan plan;
    plan.cases = {{{"m/x", "", "m", {}}, 0}};
    const auto forecast = make_forecast({benchmark}, plan, RunSettings{}, {{"m/x", Seconds(4)}}, mebibytes(1),
                                        {clock, launcher, nullptr});
    ASSERT_TRUE(forecast);
    ASSERT_EQ(forecast->cases.size(), 1U);
    EXPECT_EQ(forecast->cases[0].memory, Bytes{12345});
    EXPECT_EQ(forecast->cases[0].one_visit, Seconds(4));
    EXPECT_EQ(forecast->memory_available, mebibytes(1));
    for (const std::string& line : launcher.launches.at(0)->lines) EXPECT_EQ(line.find("provide"), line.npos);
}

}  // namespace
}  // namespace inference_pio
