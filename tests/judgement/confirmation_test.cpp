#include "judgement/confirmation.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ComparedMetric row(const char* benchmark, const char* metric, Verdict verdict) {
    ComparedMetric one;
    one.benchmark = benchmark;
    one.metric = *find_metric(metric);
    one.statistic = "median";
    one.deciding = true;
    one.verdict = verdict;
    one.reason = "+5 %";
    return one;
}

Comparison of(std::vector<ComparedMetric> rows) {
    Comparison comparison;
    comparison.rows = std::move(rows);
    return comparison;
}

TEST(Confirmation, TheSameVerdictAgainCounts) {
    Comparison comparison = of({row("a", "decode_fast", Verdict::regressed)});
    apply_confirmation(comparison, {0}, of({row("a", "decode_fast", Verdict::regressed)}));
    EXPECT_EQ(comparison.rows[0].confirmations, 1);
    EXPECT_EQ(comparison.rows[0].verdict, Verdict::regressed);
    apply_confirmation(comparison, {0}, of({row("a", "decode_fast", Verdict::regressed)}));
    EXPECT_EQ(comparison.rows[0].confirmations, 2);
}

TEST(Confirmation, AnotherVerdictTakesItBack) {
    for (const Verdict other : {Verdict::equivalent, Verdict::inconclusive, Verdict::improved}) {
        Comparison comparison = of({row("a", "decode_fast", Verdict::regressed)});
        apply_confirmation(comparison, {0}, of({row("a", "decode_fast", other)}));
        EXPECT_EQ(comparison.rows[0].verdict, Verdict::inconclusive);
        EXPECT_EQ(comparison.rows[0].confirmations, 0);
        EXPECT_THAT(comparison.rows[0].reason, HasSubstr("not again"));
    }
}

TEST(Confirmation, AFreshRowOfAnotherCaseOrMetricSaysNothing) {
    Comparison comparison = of({row("a", "decode_fast", Verdict::regressed)});
    EXPECT_FALSE(apply_confirmation(comparison, {0},
                       of({row("b", "decode_fast", Verdict::regressed), row("a", "prefill_fast", Verdict::regressed)})));
    EXPECT_EQ(comparison.rows[0].confirmations, 0);
    EXPECT_EQ(comparison.rows[0].verdict, Verdict::regressed);
    EXPECT_THAT(comparison.rows[0].reason, HasSubstr("no value"));
}

TEST(Confirmation, CasesAreNamedOnce) {
    const Comparison comparison = of({row("a", "decode_fast", Verdict::regressed), row("b", "ttft", Verdict::improved),
                                      row("a", "prefill_fast", Verdict::regressed)});
    EXPECT_THAT(suspected_cases(comparison, {0, 2}), ElementsAre("a"));
    EXPECT_THAT(suspected_cases(comparison, {1, 2}), ElementsAre("b", "a"));
}

}  // namespace
}  // namespace inference_pio
