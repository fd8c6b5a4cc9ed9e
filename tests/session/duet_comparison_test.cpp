#include "session/duet_comparison.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A case of so many pairs: the candidate's decode is `ratio` times the baseline's, each process scatters by 1 %.
DuetCaseResult case_of(const char* benchmark, double ratio, int pairs = 24, unsigned seed = 1) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> noise(0, 0.01);
    DuetCaseResult result;
    result.id.benchmark = benchmark;
    result.id.model = "m";
    result.definitions = {*find_metric("ttft"), *find_metric("decode_fast"), *find_metric("peak_memory")};
    for (int i = 0; i < pairs; ++i) {
        MeasuredPair pair;
        pair.case_name = benchmark;
        pair.baseline_first = i % 2 == 0;
        pair.duration_s = 3;
        for (auto* side : {&pair.baseline, &pair.candidate}) {
            (*side)["ttft"] = 0.2 * std::exp(noise(engine));
            (*side)["decode_fast"] = 0.014 * std::exp(noise(engine)) * (side == &pair.candidate ? ratio : 1);
            (*side)["peak_memory"] = 1e9;
        }
        result.pairs.push_back(std::move(pair));
    }
    return result;
}

DuetMeasurement judged(std::vector<DuetCaseResult> cases) {
    DuetMeasurement measurement;
    auto family = *DuetFamily::create(0.05, {24});
    std::vector<DuetHypothesis> hypotheses;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (auto& [place, hypothesis] : deciding_hypotheses(cases[i], i, {})) {
            measurement.places.push_back(place);
            hypotheses.push_back(hypothesis);
        }
    }
    EXPECT_TRUE(family.look(0, hypotheses));
    measurement.states = family.states();
    measurement.cases = std::move(cases);
    return measurement;
}

const ComparedMetric& row_of(const Comparison& comparison, const std::string& benchmark, const std::string& metric) {
    for (const ComparedMetric& row : comparison.rows) {
        if (row.benchmark == benchmark && row.metric.name == metric) return row;
    }
    throw std::runtime_error("no row " + benchmark + " " + metric);
}

TEST(DuetComparison, SaysWhatBecameSlowerAndWhatDidNot) {
    const Comparison comparison = compare_duet(judged({case_of("a", 1.05), case_of("b", 1.0, 24, 2)}), {}, 1);
    EXPECT_EQ(comparison.evidence, EvidenceKind::duet);
    EXPECT_THAT(comparison.rows, SizeIs(6));
    const ComparedMetric& slower = row_of(comparison, "a", "decode_fast");
    EXPECT_EQ(slower.verdict, Verdict::regressed);
    EXPECT_TRUE(slower.deciding);
    EXPECT_NEAR(*slower.ratio, 1.05, 0.01);
    EXPECT_LE(*slower.adjusted_p_value, 0.05);
    EXPECT_EQ(slower.pairs, 24);
    EXPECT_EQ(row_of(comparison, "b", "decode_fast").verdict, Verdict::equivalent);
    const ComparedMetric& felt = row_of(comparison, "a", "ttft");
    EXPECT_FALSE(felt.deciding);
    EXPECT_NE(felt.verdict, Verdict::regressed);
    EXPECT_EQ(row_of(comparison, "a", "peak_memory").verdict, Verdict::equivalent);
    EXPECT_LT(comparison.rows[0].metric.name == "ttft" ? 0 : 1, 1) << "rows stand in the order of the definitions";
}

TEST(DuetComparison, UnsettledRowsSayWhatMoreTimeWouldBuy) {
    DuetCaseResult noisy = case_of("a", 1.03, 12);
    std::mt19937_64 engine(5);
    std::normal_distribution<double> noise(0, 0.04);
    for (MeasuredPair& pair : noisy.pairs) pair.candidate["decode_fast"] = 0.0145 * std::exp(noise(engine));
    const Comparison comparison = compare_duet(judged({noisy}), {}, 1);
    const ComparedMetric& row = row_of(comparison, "a", "decode_fast");
    EXPECT_EQ(row.verdict, Verdict::inconclusive);
    ASSERT_TRUE(row.pairs_missing);
    EXPECT_NEAR(*row.duration_missing_s, 3.0 * *row.pairs_missing, 1e-9);
    EXPECT_TRUE(row.smallest_effect);
}

TEST(DuetComparison, ACaseThatFailsIsUnlikeAndTheOthersStand) {
    DuetCaseResult failed = case_of("broken", 1, 2);
    failed.failure = Error{ErrorKind::crashed, "was ended by signal 11", {}};
    failed.failed_side = "candidate";
    const Comparison comparison = compare_duet(judged({case_of("a", 1.0), failed}), {}, 1);
    ASSERT_THAT(comparison.unlike, SizeIs(1));
    EXPECT_EQ(comparison.unlike[0].case_name, "broken");
    EXPECT_EQ(comparison.unlike[0].field, "failed");
    EXPECT_THAT(comparison.unlike[0].candidate, HasSubstr("signal 11"));
}

TEST(DuetControl, IsQuietOnASteadyMachine) {
    const Control control = compute_control({case_of("a", 1.10)}, {}, 1);
    EXPECT_EQ(control.pairs, 12);
    EXPECT_FALSE(control.flagged) << "a slow candidate says nothing of the baseline against itself";
    EXPECT_THAT(control.by, IsEmpty());
}

TEST(DuetControl, FlagsAMachineOnWhichTheBaselineDiffersFromItself) {
    // The same coin that labels the two processes decides which of them is the slow one: what a fault that follows
    // the labels would look like.
    DuetCaseResult result = case_of("a", 1, 40);
    for (std::uint64_t seed = 1; seed < 2000; ++seed) {
        DuetCaseResult shifted = result;
        for (std::size_t i = 0; i + 1 < shifted.pairs.size(); i += 2) shifted.pairs[i + 1].baseline["decode_fast"] *= 1.2;
        const Control control = compute_control({shifted}, {}, seed);
        if (!control.flagged) continue;
        EXPECT_THAT(control.by, SizeIs(1));
        EXPECT_THAT(control.reason, HasSubstr("unfit"));
        return;
    }
    FAIL() << "among so many seeds some label nearly all second processes alike";
}

TEST(DuetControl, SaysWhenItIsTooFewToShowAnything) {
    EXPECT_THAT(compute_control({case_of("a", 1, 6)}, {}, 1).reason, HasSubstr("fewest"));
    EXPECT_FALSE(compute_control({}, {}, 1).flagged);
}

}  // namespace
}  // namespace inference_pio
