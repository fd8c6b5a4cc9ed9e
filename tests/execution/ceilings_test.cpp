#include "execution/ceilings.hpp"

#include <gmock/gmock.h>

#include "execution/journal_ceiling.hpp"
#include "execution/summary.hpp"
#include "fakes/fake_launcher.hpp"
#include "fakes/machine_ceilings.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CaseOutcome case_on(int threads, const std::string& weight_type) {
    CaseOutcome outcome;
    outcome.visits.emplace_back();
    outcome.visits.emplace_back();
    outcome.visits.back().facts.costs.emplace();
    outcome.visits.back().facts.costs->threads = threads;
    outcome.visits.back().facts.costs->weight_type = weight_type;
    return outcome;
}

std::vector<std::string> names_of(const std::vector<CaseId>& ids) {
    std::vector<std::string> names;
    for (const CaseId& id : ids) names.push_back(id.parameters.to_string());
    return names;
}

TEST(NeededCeilings, AreThoseOfTheCasesThatKnowTheirCosts) {
    EXPECT_THAT(compute_needed_ceilings({CaseOutcome{}}), IsEmpty());
    const auto needed = compute_needed_ceilings(
        {case_on(4, "q4_0"), CaseOutcome{}, case_on(1, "q4_0"), case_on(4, "q4_0"), case_on(4, "f16")});
    EXPECT_THAT(names_of(needed),
                ElementsAre("pattern=read,threads=1", "pattern=read,threads=4", "pattern=copy,threads=4",
                            "pattern=triad,threads=4", "weight_type=f16,threads=4", "weight_type=q4_0,threads=1",
                            "weight_type=q4_0,threads=4"));
    for (const CaseId& id : needed) EXPECT_EQ(id.benchmark, kCeilingsBenchmark);
    // A case without weights moves memory all the same.
    EXPECT_THAT(names_of(compute_needed_ceilings({case_on(2, "")})),
                ElementsAre("pattern=read,threads=2", "pattern=copy,threads=2", "pattern=triad,threads=2"));
}

class MeasureCeilings : public ::testing::Test {
protected:
    MeasureCeilings() {
        header_.version = "0.1.0";
        header_.run = "run";
        header_.timestamp = "2026-11-24T10:00:00Z";
        // Every sample of the run is one faster than the one before.
        answer_ = [this](const std::string& metric) -> std::vector<FakeStep> {
            return fake_events({R"({"event":"sample","metrics":{")" + metric + R"(":)" + std::to_string(++rate_) +
                                R"(,"cpu_utilization":1},"evidence":{"wall_s":1,"steal_s":)" +
                                std::to_string(steal_s_) + "}}"});
        };
    }

    CeilingsResult measure(CeilingsRequest request,
                           const Result<WorkerProgram>& program = WorkerProgram{{"/piobench-ceilings"}, {}}) {
        FakeLauncher launcher([this](const LaunchSpec&) { return script(); }, &clock_);
        std::error_code error;
        const bool again = std::filesystem::exists(folder_.path() / kJournalName, error);
        auto opened = again ? Journal::reopen(folder_.path(), journal()) : Journal::create(folder_.path(), header_);
        EXPECT_TRUE(opened);
        CeilingsResult result =
            measure_ceilings(request, program, {clock_, launcher, &cancellation_}, *opened, observer_);
        launches_ = launcher.launches;
        return result;
    }

    FakeScript script() {
        FakeScript script;
        script.on_line = [this, metric = std::string()](std::string_view line) mutable -> std::vector<FakeStep> {
            if (line.find("\"prepare\"") != line.npos) {
                metric = line.find("memory_bandwidth") != line.npos ? "peak_bandwidth" : "peak_flops";
                return fake_events({R"({"event":"ready","facts":{},"metrics":{}})"});
            }
            if (line.find("\"release\"") != line.npos) return fake_events({R"({"event":"released"})"});
            return answer_(metric);
        };
        return script;
    }

    JournalContent journal() const {
        auto content = parse_journal(*read_file(folder_.path() / kJournalName));
        EXPECT_TRUE(content) << content.error().message;
        return *std::move(content);
    }

    TemporaryFolder folder_;
    FakeClock clock_;
    Cancellation cancellation_;
    JournalHeader header_;
    RunObserver observer_;
    std::function<std::vector<FakeStep>(const std::string&)> answer_;
    int rate_ = 0;
    double steal_s_ = 0;
    std::vector<std::shared_ptr<FakeLaunch>> launches_;
};

CeilingsRequest request_of(std::vector<CaseOutcome> cases) {
    CeilingsRequest request;
    request.needed = compute_needed_ceilings(cases);
    return request;
}

TEST_F(MeasureCeilings, TwoProcessesEachOneRoundAfterTheOther) {
    std::vector<std::string> steps;
    observer_.step = [&](std::string_view line) { steps.emplace_back(line); };
    const CeilingsResult result = measure(request_of({case_on(2, "q4_0")}));
    ASSERT_THAT(result.outcomes, SizeIs(4));
    EXPECT_THAT(launches_, SizeIs(8));
    EXPECT_FALSE(result.interrupted);
    // Samples 1 and 2 of the first round, 9 and 10 of the second.
    EXPECT_EQ(Ceilings(result.outcomes).read_bandwidth(2)->rate, 10);
    EXPECT_EQ(Ceilings(result.outcomes).flops("q4_0", 2)->rate, 16);
    const auto records = summarise_case(result.outcomes[0], {"run", {}, 1});
    ASSERT_THAT(records, SizeIs(1)) << "the worker's other metrics are of no interest";
    EXPECT_EQ(records[0].case_name(), "core/ceilings[pattern=read,threads=2]");
    EXPECT_EQ(records[0].metric, *find_metric("peak_bandwidth"));
    EXPECT_EQ(records[0].statistic, "maximum");
    EXPECT_EQ(records[0].value, 10);
    EXPECT_EQ(records[0].samples, (std::vector<std::vector<double>>{{1, 2}, {9, 10}}));
    EXPECT_EQ(records[0].category, "");
    EXPECT_THAT(steps, SizeIs(8));
    EXPECT_THAT(steps[0], HasSubstr("pattern=read,threads=2"));
}

TEST_F(MeasureCeilings, ADisturbedMachineIsAskedAgain) {
    steal_s_ = 0.5;
    const CeilingsResult result = measure(request_of({case_on(2, "q4_0")}));
    EXPECT_THAT(launches_, SizeIs(4 * 6));
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    EXPECT_EQ(summarise_case(result.outcomes[0], {"run", {}, 1})[0].noise.disturbed_samples, 12);
}

TEST_F(MeasureCeilings, TheJournalKeepsThemForARunThatGoesOn) {
    const CeilingsResult first = measure(request_of({case_on(2, "q4_0")}));
    const std::vector<CaseOutcome> kept = ceilings_of(journal());
    EXPECT_EQ(kept, first.outcomes);
    EXPECT_TRUE(replay_journal(journal())) << "the cases do not mind";
    CeilingsRequest again = request_of({case_on(2, "q4_0"), case_on(2, "f16")});
    again.known = kept;
    const CeilingsResult second = measure(again);
    EXPECT_THAT(launches_, SizeIs(2)) << "only the product of the other type is new";
    ASSERT_THAT(second.outcomes, SizeIs(5));
    EXPECT_EQ(second.outcomes[0], first.outcomes[0]);
    EXPECT_THAT(ceilings_of(journal()), SizeIs(5)) << "it went on in the same journal";
}

TEST_F(MeasureCeilings, WhatACaseDidBetterThanIsMeasuredAgainAndTheFastestHolds) {
    std::vector<std::string> steps;
    observer_.step = [&](std::string_view line) { steps.emplace_back(line); };
    CeilingsRequest request = request_of({case_on(2, "q4_0")});
    request.known = measure(request).outcomes;
    request.again = {request.known[0].id};
    steps.clear();
    const CeilingsResult second = measure(request);
    EXPECT_THAT(launches_, SizeIs(2)) << "one ceiling, two processes more";
    EXPECT_THAT(steps[0], HasSubstr("pattern=read,threads=2, again, since a case did better"));
    EXPECT_THAT(second.outcomes[0].visits, SizeIs(4));
    EXPECT_EQ(Ceilings(second.outcomes).read_bandwidth(2)->rate, rate_);
    EXPECT_EQ(second.outcomes[1], request.known[1]);
    EXPECT_EQ(ceilings_of(journal()).size(), second.outcomes.size());
    EXPECT_THAT(ceilings_of(journal()), ::testing::Contains(second.outcomes[0]));

    const CeilingsRequest third = {request.needed, second.outcomes, request.again, {}, 1};
    answer_ = [](const std::string&) -> std::vector<FakeStep> {
        return fake_events({R"({"event":"failed","kind":"out_of_memory","message":"no memory","remedy":""})"});
    };
    EXPECT_EQ(measure(third).outcomes, second.outcomes) << "a failure takes nothing away";
}

TEST_F(MeasureCeilings, AFailureIsAReasonAndTheOthersAreMeasured) {
    const auto fine = answer_;
    answer_ = [&](const std::string& metric) -> std::vector<FakeStep> {
        if (metric == "peak_bandwidth") return fine(metric);
        return fake_events({R"({"event":"failed","kind":"out_of_memory","message":"no memory","remedy":""})"});
    };
    const CeilingsResult result = measure(request_of({case_on(2, "q4_0")}));
    EXPECT_THAT(launches_, SizeIs(7)) << "what failed is not tried again";
    EXPECT_EQ(result.outcomes[3].status, Status::out_of_memory);
    EXPECT_THAT(result.outcomes[3].status_reason, HasSubstr("no memory"));
    EXPECT_TRUE(Ceilings(result.outcomes).read_bandwidth(2));
    EXPECT_FALSE(Ceilings(result.outcomes).flops("q4_0", 2));
    CeilingsRequest again = request_of({case_on(2, "q4_0")});
    again.known = ceilings_of(journal());
    ASSERT_THAT(again.known, SizeIs(4));
    measure(again);
    EXPECT_THAT(launches_, SizeIs(1)) << "a run that goes on tries once more";
}

TEST_F(MeasureCeilings, AWorkerThatSaysSomethingElseFails) {
    for (const char* metrics : {R"({"latency":1})", R"({"peak_bandwidth":0,"peak_flops":0})",
                                R"({"peak_bandwidth":[1,2],"peak_flops":[1,2]})", "{}"}) {
        answer_ = [&](const std::string&) {
            return fake_events({std::string(R"({"event":"sample","metrics":)") + metrics + "}"});
        };
        const CeilingsResult result = measure(request_of({case_on(1, "q4_0")}));
        for (const CaseOutcome& outcome : result.outcomes) EXPECT_EQ(outcome.status, Status::failed) << metrics;
    }
}

TEST_F(MeasureCeilings, WithoutTheProgramEveryOneHasItsReason) {
    const CeilingsResult result =
        measure(request_of({case_on(1, "q4_0")}), fail(ErrorKind::not_found, "there is no build in /b"));
    EXPECT_THAT(launches_, IsEmpty());
    for (const CaseOutcome& outcome : result.outcomes) {
        EXPECT_EQ(outcome.status, Status::failed);
        EXPECT_EQ(outcome.status_reason, "there is no build in /b");
    }
}

TEST_F(MeasureCeilings, AStopKeepsWhatIsWhole) {
    const auto fine = answer_;
    answer_ = [&](const std::string& metric) -> std::vector<FakeStep> {
        auto steps = fine(metric);
        if (rate_ == 11) steps.emplace_back(FakeAction([&] { cancellation_.request(); }));
        return steps;
    };
    // The first sample of the second ceiling's second process is the 11th.
    const CeilingsResult result = measure(request_of({case_on(2, "q4_0")}));
    EXPECT_TRUE(result.interrupted);
    ASSERT_THAT(result.outcomes, SizeIs(1));
    EXPECT_EQ(result.outcomes[0].id.parameters.to_string(), "pattern=read,threads=2");
    EXPECT_EQ(ceilings_of(journal()), result.outcomes);
}

}  // namespace
}  // namespace inference_pio
