#include "execution/schedule.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

namespace inference_pio {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Plan plain_plan(std::size_t cases, std::uint64_t seed) {
    Plan plan;
    plan.cases.resize(cases);
    plan.seed = seed;
    return plan;
}

// Case 0 is the reference of 1 … variants; `others` more cases are compared with nothing.
Plan plan_with_reference(std::size_t variants, std::size_t others, std::uint64_t seed) {
    Plan plan = plain_plan(1 + variants + others, seed);
    for (std::size_t i = 1; i <= variants; ++i) plan.cases[i].reference = 0;
    return plan;
}

std::vector<std::size_t> order_of(const Plan& plan, int round) {
    std::vector<std::size_t> order;
    for (const VisitBlock& block : compute_round(plan, round)) {
        order.insert(order.end(), block.cases.begin(), block.cases.end());
    }
    return order;
}

TEST(ComputeRound, IsAPermutationThatDependsOnSeedAndRound) {
    Plan plan = plain_plan(50, 7);
    const auto first = order_of(plan, 0);
    EXPECT_EQ(std::set<std::size_t>(first.begin(), first.end()).size(), 50U);
    EXPECT_EQ(*std::max_element(first.begin(), first.end()), 49U);
    EXPECT_EQ(order_of(plan, 0), first);
    EXPECT_NE(order_of(plan, 1), first);
    plan.seed = 8;
    EXPECT_NE(order_of(plan, 0), first);
    EXPECT_FALSE(std::is_sorted(first.begin(), first.end()));
}

TEST(ComputeRound, IsTheSameOnEveryMachine) {  // as a Python transcription of SplitMix64 gives it
    EXPECT_THAT(order_of(plain_plan(8, 1), 0), ElementsAre(3, 6, 2, 7, 0, 5, 4, 1));
}

TEST(ComputeRound, EachPlaceIsAboutAsLikelyForEachCase) {
    const Plan plan = plain_plan(4, 1);
    std::vector<int> first(4);
    for (int round = 0; round < 4000; ++round) ++first[order_of(plan, round).front()];
    for (const int count : first) EXPECT_NEAR(count, 1000, 150);
}

TEST(ComputeRound, EveryVariantStandsNextToItsReferenceOnce) {
    for (const std::size_t variants : {1U, 2U, 5U, 8U}) {
        const Plan plan = plan_with_reference(variants, 3, 11);
        std::map<std::size_t, int> visits;
        for (const VisitBlock& block : compute_round(plan, 0)) {
            for (const std::size_t number : block.cases) ++visits[number];
            if (!block.reference) {
                EXPECT_EQ(block.turn, -1);
                EXPECT_EQ(block.cases.size(), 1U);
                continue;
            }
            ASSERT_LE(block.cases.size(), 3U);
            const auto at = std::find(block.cases.begin(), block.cases.end(), *block.reference);
            ASSERT_NE(at, block.cases.end());
            EXPECT_TRUE(block.cases.size() < 3 || at - block.cases.begin() == 1) << "between two variants";
        }
        for (std::size_t i = 1; i < plan.cases.size(); ++i) EXPECT_EQ(visits[i], 1) << i;
        EXPECT_EQ(visits[0], static_cast<int>((variants + 1) / 2));
    }
}

TEST(ComputeRound, WhoComesBeforeTheReferenceComesBehindItInTheNextRound) {
    const Plan plan = plan_with_reference(5, 2, 3);
    std::map<std::size_t, std::vector<bool>> before;
    for (int round = 0; round < 6; ++round) {
        for (const VisitBlock& block : compute_round(plan, round)) {
            if (!block.reference) continue;
            bool behind = false;
            for (const std::size_t number : block.cases) {
                if (number == *block.reference) {
                    behind = true;
                } else {
                    before[number].push_back(!behind);
                }
            }
        }
    }
    ASSERT_EQ(before.size(), 5U);
    std::vector<std::size_t> broken;
    for (const auto& [number, places] : before) {
        ASSERT_EQ(places.size(), 6U);
        for (std::size_t i = 1; i < places.size(); ++i) {
            if (places[i] == places[i - 1]) broken.push_back(number);
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(ComputeRound, NoTwoTurnsOfARunHaveOneNumber) {
    Plan plan = plan_with_reference(5, 1, 3);
    for (std::size_t i = 0; i < 4; ++i) plan.cases.push_back({{}, 0, i == 0 ? std::nullopt : std::optional(7UL)});
    std::map<int, int> seen;
    for (int round = 0; round < 10; ++round) {
        for (const VisitBlock& block : compute_round(plan, round)) {
            if (block.reference) ++seen[block.turn];
        }
    }
    EXPECT_EQ(seen.size(), 50U) << "three blocks of the first reference, two of the second, ten rounds";
    std::vector<int> counts;
    for (const auto& entry : seen) counts.push_back(entry.second);
    EXPECT_THAT(counts, Each(1));
}

}  // namespace
}  // namespace inference_pio
