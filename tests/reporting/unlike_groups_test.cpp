#include "reporting/unlike_groups.hpp"

#include <gmock/gmock.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

TEST(UnlikeGroups, OneReasonIsOneGroup) {
    const auto groups = collapse_unlike(samples::one_regression().comparison.unlike);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].entries, 8U);
    EXPECT_EQ(groups[0].cases, 4U);
    EXPECT_EQ(
        unlike_text(groups[0]),
        "checkpoint.digest differs: base 9f86d081884c7d65, candidate 60303ae22b998861: 8 comparisons in 4 cases of "
        "qwen3_4b/performance/generation");
    EXPECT_EQ(unlike_text(groups[1]), "missing in the candidate (base: ok): core/matmul[rows=4096]");
}

TEST(UnlikeGroups, AMachineThatDiffersBelongsToNoCase) {
    const auto groups = collapse_unlike({{"", "", "fingerprint: cpu.model", "AMD EPYC 9B14", "Intel Xeon"}});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(unlike_text(groups[0]), "fingerprint: cpu.model differs: base AMD EPYC 9B14, candidate Intel Xeon");
}

TEST(UnlikeGroups, OtherBenchmarksAreCounted) {
    std::vector<Unlike> unlike;
    for (const char* name : {"a/x[n=1]", "a/x[n=2]", "b/x", "c/x", "d/x", "e/x"}) {
        unlike.push_back({name, "", "definition", "ttft/1", "ttft/2"});
    }
    EXPECT_EQ(unlike_text(collapse_unlike(unlike).front()),
              "definition differs: base ttft/1, candidate ttft/2: 6 cases of a/x, b/x, c/x and 2 other benchmarks");
}

TEST(UnlikeReason, SaysWhichSideLacksIt) {
    EXPECT_EQ(unlike_reason("missing", "missing", "ok"), "missing in the base (candidate: ok)");
    EXPECT_EQ(unlike_reason("missing", "failed", "missing"), "missing in the candidate (base: failed)");
    EXPECT_EQ(unlike_reason("missing", "", ""), "missing on one side");
    EXPECT_EQ(unlike_reason("engine.options", "", "threads=2"),
              "engine.options differs: base none, candidate threads=2");
}

}  // namespace
}  // namespace inference_pio
