// What a run tells of how far it is.
#include <gmock/gmock.h>

#include "execution/runner_fixture.hpp"

namespace inference_pio {
namespace {

using ::testing::SizeIs;

TEST_F(RunnerTest, TellsHowFarItIs) {
    add("a", {});
    add("b", {});
    std::vector<RunProgress> seen;
    observer_.visit_began = [&](const VisitProgress& at) { seen.push_back(at.run); };
    run();
    ASSERT_THAT(seen, SizeIs(4));
    EXPECT_EQ(seen[0].visits_left_min, 4U);
    EXPECT_FALSE(seen[0].left);
    EXPECT_EQ(seen[1].visits_left_min, 3U);
    EXPECT_EQ(seen[1].left, Seconds(9)) << "three visits of 3 s, as the first one took";
    EXPECT_EQ(seen[3].visits_done, 3U);
}

TEST_F(RunnerTest, TheTimeLeftKnowsThatEachCaseIsVisitedOnceWhateverTheBudget) {
    settings_.policy.budget = Seconds(4);
    for (const char* name : {"a", "b", "c"}) add(name, {});
    std::vector<RunProgress> seen;
    observer_.visit_began = [&](const VisitProgress& at) { seen.push_back(at.run); };
    run();
    ASSERT_THAT(seen, SizeIs(3));
    EXPECT_EQ(seen[1].left, Seconds(6));
    EXPECT_EQ(seen[2].left, Seconds(2.5)) << "as long as the two on average, the second of which was cut short";
}

TEST_F(RunnerTest, TheTimeLeftKnowsOfTheSpan) {
    settings_.policy.processes_max = 50;
    settings_.policy.span_min = Seconds(30);
    add("a", {});
    std::vector<RunProgress> seen;
    observer_.visit_began = [&](const VisitProgress& at) { seen.push_back(at.run); };
    run();
    EXPECT_EQ(seen.at(1).left, Seconds(27));
}

}  // namespace
}  // namespace inference_pio
