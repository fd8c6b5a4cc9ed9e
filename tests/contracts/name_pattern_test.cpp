#include "contracts/name_pattern.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct MatchRow {
    const char* pattern;
    const char* name;
    bool matches;
};

class PatternMatches : public ::testing::TestWithParam<MatchRow> {};

TEST_P(PatternMatches, FollowsTheTable) {
    EXPECT_EQ(pattern_matches(GetParam().pattern, GetParam().name), GetParam().matches)
        << GetParam().pattern << " on " << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    Table, PatternMatches,
    ::testing::Values(MatchRow{"core/resize", "core/resize", true}, MatchRow{"core/resize", "core/resized", false},
                      MatchRow{"core", "core/resize", true}, MatchRow{"core/", "core/resize", true},
                      MatchRow{"cor", "core/resize", false}, MatchRow{"", "core/resize", false},
                      MatchRow{"*", "core/resize", true}, MatchRow{"*/unit", "m/unit/matmul", true},
                      MatchRow{"qwen3_*/performance/*", "qwen3_0_6b/performance/generation", true},
                      MatchRow{"qwen3_*/performance/*", "qwen3_0_6b/unit/generation", false},
                      MatchRow{"qwen3_*/performance", "qwen3_0_6b/performance/generation", true},
                      MatchRow{"core/r?size", "core/resize", true}, MatchRow{"core/r?size", "core/rsize", false},
                      MatchRow{"m/g[batch_size=1,*]", "m/g[batch_size=1,threads=2]", true},
                      MatchRow{"m/g[batch_size=1,*]", "m/g[batch_size=2,threads=2]", false},
                      MatchRow{"m/g[batch_size=1]", "m/gb", false},  // brackets are no character class
                      MatchRow{"*a*b*c", "xxaxxbxxbxc", true}, MatchRow{"*a*b*c", "xxaxxbxxbxcx", false}));

TEST(PatternMayMatchBelow, NeverDeniesAPrefixOfAMatch) {
    EXPECT_TRUE(pattern_may_match_below("core", "core/"));
    EXPECT_TRUE(pattern_may_match_below("core/resize", "core/"));
    EXPECT_TRUE(pattern_may_match_below("*/performance", "qwen3_0_6b/performance/"));
    EXPECT_TRUE(pattern_may_match_below("qwen3_*", "qwen3_0_6b/unit/"));
    EXPECT_FALSE(pattern_may_match_below("qwen3_*", "core/"));
    EXPECT_FALSE(pattern_may_match_below("core/resize", "gemma3_270m/unit/"));
    EXPECT_TRUE(pattern_may_match_below("m/g[batch_size=1]", "m/g["));
}

TEST(NearestNames, RanksByEditDistanceOfTheWholeOrTheLastPart) {
    const std::vector<std::string> names{"core/resize", "core/optimization", "m/performance/generation"};
    EXPECT_THAT(nearest_names("core/resise", names, 1), ElementsAre("core/resize"));
    EXPECT_THAT(nearest_names("generatoin", names, 1), ElementsAre("m/performance/generation"));
    EXPECT_EQ(nearest_names("x", names, 2).size(), 2U);
    EXPECT_THAT(nearest_names("x", {}, 3), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
