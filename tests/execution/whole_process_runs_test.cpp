// Runs of benchmarks whose samples are processes of their own: whole programs, behind an adapter.
#include <gmock/gmock.h>

#include "common/cancellation.hpp"
#include "execution/runner.hpp"
#include "execution/scripted_worker.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using ::testing::SizeIs;

TEST(WholeProcessRunsTest, EachSampleIsAVisit) {
    const TemporaryFolder folder;
    FakeClock clock;
    Cancellation cancellation;
    FakeLauncher launcher([](const LaunchSpec&) { return script_of({}); }, &clock);
    FoundBenchmark benchmark;
    benchmark.name = "s/a";
    benchmark.description.name = "a";
    benchmark.description.sample_is_process = true;
    benchmark.worker.argv = {"adapter"};
    Plan plan;
    plan.cases.push_back({{benchmark.name, "", "", {}}, 0});
    RunSettings settings;
    settings.policy = policy_of(Preset::quick);
    JournalHeader header;
    header.settings = settings;
    header.cases.push_back({plan.cases[0].id, {}});
    auto journal = Journal::create(folder.path(), header);
    ASSERT_TRUE(journal);
    const std::vector<FoundBenchmark> benchmarks{benchmark};
    const RunObserver observer{};
    const RunnerMachine machine{{clock, launcher, &cancellation}, {}};
    const RunnerResult result = Runner(benchmarks, plan, settings, machine, *journal, observer).run({});

    ASSERT_THAT(result.outcomes, SizeIs(1));
    EXPECT_EQ(result.outcomes[0].status, Status::ok);
    ASSERT_THAT(result.outcomes[0].visits, SizeIs(9)) << "as many as there would be samples";
    for (const Visit& visit : result.outcomes[0].visits) {
        ASSERT_THAT(visit.samples, SizeIs(visit.round == 0 ? 2 : 1)) << "the first warms the machine's caches up";
        EXPECT_EQ(visit.samples.front().warmup, visit.round == 0);
        EXPECT_FALSE(visit.samples.back().warmup);
    }
}

}  // namespace
}  // namespace inference_pio
