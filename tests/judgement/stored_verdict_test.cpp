#include "judgement/stored_verdict.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "judgement/stored_runs.hpp"
#include "statistics/interval.hpp"
#include "statistics/welch_test.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kGeneration = "qwen3_0_6b/performance/generation";

Record decode(double value, double spread = 0.004) {
    return steady_record(kGeneration, one_batch(1), "decode_fast", value, spread);
}

Record memory(std::vector<double> process_values) {
    return stored_record(kGeneration, one_batch(1), "peak_memory", process_values);
}

// One row that is a family of its own.
ComparedMetric judged(const Record& baseline, const Record& candidate, const GateThresholds& thresholds = {},
                      const SessionNoise& noise = {0.002, 0}, double alpha = 0.05) {
    std::vector<ComparedMetric> rows{compare_records(baseline, candidate, thresholds, noise)};
    rows.front().deciding = true;
    GateRules rules;
    rules.general = thresholds;
    judge_family(rows, alpha, Correction::holm, rules);
    return rows.front();
}

Verdict opposite(Verdict verdict) {
    if (verdict == Verdict::regressed) return Verdict::improved;
    return verdict == Verdict::improved ? Verdict::regressed : verdict;
}

TEST(SessionNoise, IsKnownFromSixRunsOn) {
    EXPECT_EQ(compute_session_noise({1, 2, 3, 4, 5}), SessionNoise{});
    const SessionNoise equal = compute_session_noise({1, 1, 1, 1, 1, 1});
    EXPECT_NEAR(equal.deviation, 0.02 * std::sqrt(12 / 13.5), 1e-12) << "six equal runs are no proof of silence";
    EXPECT_EQ(equal.runs, 6);
    EXPECT_NEAR(compute_session_noise({1, 1.2, 1, 1.2, 1, 1.2}).deviation,
                1.4826 * std::log(1.2) / std::sqrt(2) / (1 + 1 / std::sqrt(3)), 1e-9)
        << "but unlike ones are of noise";
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    std::vector<double> values;
    for (int i = 0; i < 400; ++i) values.push_back(0.016 * std::exp(0.015 * normal(random)));
    values[100] *= 1.5;  // a bad run
    const SessionNoise noise = compute_session_noise(values);
    EXPECT_NEAR(noise.deviation, 0.015, 0.003);
    EXPECT_EQ(noise.runs, 400);
    values[7] = 0;  // is no value
    EXPECT_EQ(compute_session_noise(values).runs, 399);
}

TEST(CompareRecords, FollowsItsFormula) {
    const Record baseline = decode(0.016, 0.01);
    const Record candidate = decode(0.017, 0.02);
    const ComparedMetric row = compare_records(baseline, candidate, {.allowed = 0.02}, {0.01, 11});
    const auto se = [](const Record& record) {
        return (std::log(record.interval->high) - std::log(record.interval->low)) / 2 / student_t_factor(7, 0.95);
    };
    const double b = std::pow(se(baseline), 2);
    const double c = std::pow(se(candidate), 2);
    const double s = 2 * 0.01 * 0.01;
    ASSERT_TRUE(row.ratio && row.standard_error && row.degrees_of_freedom && row.p_value);
    EXPECT_NEAR(*row.ratio, 17.0 / 16, 1e-9);
    EXPECT_NEAR(*row.standard_error, std::sqrt(b + c + s), 1e-12);
    EXPECT_NEAR(*row.degrees_of_freedom, std::pow(b + c + s, 2) / (b * b / 7 + c * c / 7 + s * s / 75), 1e-9)
        << "eleven runs are worth three degrees beside the assumed twelve: 15^2 / 3";
    const double t = (std::log(17.0 / 16) - std::log(1.02)) / std::sqrt(b + c + s);
    EXPECT_NEAR(*row.p_value, student_p_value(t, *row.degrees_of_freedom), 1e-12);
    EXPECT_FALSE(row.adjusted_p_value);
    EXPECT_FALSE(row.interval);
    EXPECT_EQ(row.allowed, 0.02);
    EXPECT_EQ(row.baseline_engine, "llama_cpp 0.5.0");
    EXPECT_EQ(row.model, "qwen3_0_6b");
    EXPECT_EQ(compare_records(baseline, baseline, {}, {}).p_value, 1) << "within the allowed difference";
}

TEST(CompareRecords, AnAssumedNoiseIsNormal) {
    // Next to sessions that differ by 50 % the processes' doubt is nothing.
    const ComparedMetric row = compare_records(decode(0.016, 1e-9), decode(0.032, 1e-9), {.allowed = 0}, {0.5, 0});
    EXPECT_NEAR(*row.p_value, std::erfc(std::log(2) / std::sqrt(0.5) / std::sqrt(2)), 1e-6);
}

TEST(CompareRecords, WhatHasNoValueSaysWhy) {
    const Record good = decode(0.016);
    const Record failed = failed_record(kGeneration, one_batch(1), "ttft", "the worker crashed");
    const ComparedMetric lost = compare_records(good, failed, {}, {});
    EXPECT_THAT(lost.reason, StartsWith("failed: the worker crashed"));
    EXPECT_EQ(lost.metric.name, "decode_fast") << "the one that was measured";
    EXPECT_EQ(lost.verdict, Verdict::inconclusive);
    EXPECT_EQ(lost.baseline, 0.016 * (*good.value / 0.016));
    EXPECT_FALSE(lost.candidate || lost.ratio || lost.p_value);
    EXPECT_THAT(compare_records(failed, good, {}, {}).reason,
                AllOf(HasSubstr("baseline"), HasSubstr("failed: the worker crashed")));
    EXPECT_THAT(compare_records(failed, failed, {}, {}).reason, HasSubstr("either side"));
    Record withheld = good;
    withheld.value.reset();
    withheld.status_reason = "no RAPL";
    EXPECT_THAT(compare_records(good, withheld, {}, {}).reason, StartsWith("no value: no RAPL"));
}

TEST(CompareRecords, ASingleProcessShowsNothing) {
    const Record single = stored_record(kGeneration, one_batch(1), "decode_fast", {0.02});
    const ComparedMetric row = judged(decode(0.016), single);
    EXPECT_EQ(row.verdict, Verdict::inconclusive);
    EXPECT_TRUE(row.ratio);
    EXPECT_FALSE(row.p_value || row.interval || row.smallest_effect || row.pairs_missing);
    EXPECT_THAT(row.reason, AllOf(HasSubstr("candidate"), HasSubstr("single process"), HasSubstr("duet")));
}

TEST(CompareRecords, WithoutADirectionNothingIsJudged) {
    const ComparedMetric row = judged(steady_record(kGeneration, one_batch(1), "cpu_utilization", 0.5),
                                      steady_record(kGeneration, one_batch(1), "cpu_utilization", 0.9));
    EXPECT_EQ(row.verdict, Verdict::inconclusive);
    EXPECT_FALSE(row.p_value);
    EXPECT_NEAR(*row.ratio, 1.8, 1e-9);
}

TEST(ExactMetrics, AreJudgedByTheAllowedDifferenceAlone) {
    const Record before = memory(std::vector<double>(8, 600e6));
    EXPECT_EQ(judged(before, memory(std::vector<double>(8, 605e6))).verdict, Verdict::equivalent);
    EXPECT_EQ(judged(before, memory(std::vector<double>(8, 607e6))).verdict, Verdict::regressed);
    EXPECT_EQ(judged(before, memory(std::vector<double>(8, 590e6))).verdict, Verdict::improved);
    const ComparedMetric row = judged(before, memory(std::vector<double>(8, 607e6)));
    EXPECT_EQ(row.p_value, 0);
    EXPECT_FALSE(row.interval || row.smallest_effect);
    EXPECT_EQ(judged(before, memory(std::vector<double>(8, 607e6)), {.allowed = 0.05}).verdict, Verdict::equivalent);
}

TEST(ExactMetrics, NeedProcessesThatAgree) {
    const Record before = memory({600e6, 601e6});
    const ComparedMetric torn = judged(before, memory({600e6, 640e6}));
    EXPECT_EQ(torn.verdict, Verdict::inconclusive);
    EXPECT_FALSE(torn.p_value);
    EXPECT_THAT(torn.reason, HasSubstr("differ by more than the allowed 1 %"));
    EXPECT_EQ(judged(before, memory({650e6, 700e6})).verdict, Verdict::regressed) << "all of them lie above";
    EXPECT_EQ(judged(before, memory({640e6})).verdict, Verdict::inconclusive) << "one may be an accident";
    EXPECT_EQ(judged(stored_record(kGeneration, one_batch(1), "weights_memory", {400e6}),
                     stored_record(kGeneration, one_batch(1), "weights_memory", {500e6}))
                  .verdict,
              Verdict::regressed)
        << "what the engine counts is no accident";
}

TEST(ExactMetrics, ZeroIsAValue) {
    const auto divergence = [](double value) { return stored_record(kGeneration, {}, "kl_divergence", {value}); };
    EXPECT_EQ(judged(divergence(0), divergence(0)).verdict, Verdict::equivalent);
    EXPECT_EQ(judged(divergence(0), divergence(0.1)).verdict, Verdict::inconclusive);
    EXPECT_FALSE(judged(divergence(0), divergence(0.1)).ratio);
    EXPECT_EQ(judged(divergence(0.1), divergence(0.2)).verdict, Verdict::regressed);
}

TEST(JudgeFamily, FollowsTheTable) {
    EXPECT_EQ(judged(decode(0.016), decode(0.0168)).verdict, Verdict::regressed);
    EXPECT_EQ(judged(decode(0.016), decode(0.0152)).verdict, Verdict::improved);
    EXPECT_EQ(judged(decode(0.016), decode(0.0161)).verdict, Verdict::equivalent);
    EXPECT_EQ(judged(decode(0.016), decode(0.0168), {}, {0.03, 0}).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(decode(0.016, 0.05), decode(0.016, 0.05)).verdict, Verdict::inconclusive) << "too noisy";
    const ComparedMetric open = judged(decode(0.016), decode(0.0165), {}, {0.02, 0});
    ASSERT_TRUE(open.smallest_effect);
    EXPECT_GT(*open.smallest_effect, 0.05);
    EXPECT_THAT(open.reason, AllOf(HasSubstr("smallest effect"), HasSubstr("duet")));
}

TEST(JudgeFamily, ThroughputIsBetterWhereItIsHigher) {
    const auto throughput = [](double value) {
        return steady_record(kGeneration, one_batch(1), "decode_throughput", value);
    };
    EXPECT_EQ(judged(throughput(60), throughput(50)).verdict, Verdict::regressed);
    EXPECT_EQ(judged(throughput(60), throughput(70)).verdict, Verdict::improved);
}

// p values 0.001, 0.02, 0.03, 0.9 by Holm at 5 %: only the first; by Benjamini and Hochberg: the first three.
TEST(JudgeFamily, CorrectsDecidingRowsAsAskedAndOthersByDiscoveries) {
    std::vector<ComparedMetric> rows;
    for (const bool deciding : {true, false}) {
        for (const double p : {0.001, 0.02, 0.03, 0.9}) {
            ComparedMetric row;
            row.benchmark = kGeneration;
            row.metric = *find_metric("decode_fast");
            row.ratio = 1.2;
            row.standard_error = 0.05;
            row.p_value = p;
            row.deciding = deciding;
            rows.push_back(row);
        }
    }
    judge_family(rows, 0.05, Correction::holm, {});
    const auto regressed = [&](std::size_t i) { return rows[i].verdict == Verdict::regressed; };
    EXPECT_TRUE(regressed(0) && !regressed(1) && !regressed(2) && !regressed(3));
    EXPECT_TRUE(regressed(4) && regressed(5) && regressed(6) && !regressed(7));
    EXPECT_NEAR(*rows[0].adjusted_p_value, 0.004, 1e-12);
    EXPECT_NEAR(*rows[1].adjusted_p_value, 0.06, 1e-12);
    EXPECT_NEAR(rows[0].interval->level, 1 - 0.05 / 4, 1e-12);
    EXPECT_NEAR(rows[1].interval->level, 1 - 0.05 / 3, 1e-12);
    EXPECT_NEAR(rows[3].interval->level, 1 - 0.05 / 3, 1e-12);
    EXPECT_NEAR(rows[4].interval->level, 1 - 0.05 * 3 / 4, 1e-12);
    judge_family(rows, 0.05, Correction::benjamini_hochberg, {});
    EXPECT_TRUE(regressed(0) && regressed(1) && regressed(2) && !regressed(3));
    EXPECT_EQ(to_string(Correction::holm), "holm");
    EXPECT_EQ(to_string(Correction::benjamini_hochberg), "benjamini_hochberg");
}

// A family of records with all sorts of changes and noises.
std::vector<std::pair<Record, Record>> any_records() {
    std::vector<std::pair<Record, Record>> pairs;
    const int count = *rc::gen::inRange(1, 12);
    for (int i = 0; i < count; ++i) {
        const char* metric = *rc::gen::element("decode_fast", "decode_throughput", "peak_memory");
        const double change = *rc::gen::inRange(-200, 200) / 1000.0;
        const double spread = *rc::gen::inRange(1, 40) / 1000.0;
        const auto side = [&](double value, double of) {
            return std::string(metric) == "peak_memory"
                       ? stored_record(kGeneration, one_batch(i), metric, {value * 1e8, value * 1e8 * (1 + of / 4)})
                       : steady_record(kGeneration, one_batch(i), metric, value, of);
        };
        pairs.emplace_back(side(1, spread), side(std::exp(change), *rc::gen::inRange(1, 40) / 1000.0));
    }
    return pairs;
}

std::vector<ComparedMetric> judged_family(const std::vector<std::pair<Record, Record>>& pairs,
                                          const SessionNoise& noise, Correction correction) {
    std::vector<ComparedMetric> rows;
    for (const auto& [baseline, candidate] : pairs) {
        rows.push_back(compare_records(baseline, candidate, {}, noise));
        rows.back().deciding = true;
    }
    judge_family(rows, 0.05, correction, {});
    return rows;
}

SessionNoise any_noise() { return {*rc::gen::inRange(0, 30) / 1000.0, *rc::gen::element(0, 6, 30)}; }

RC_GTEST_PROP(JudgeFamily, SwappedSidesGiveTheOppositeVerdicts, ()) {
    auto pairs = any_records();
    const SessionNoise noise = any_noise();
    const Correction correction = *rc::gen::element(Correction::holm, Correction::benjamini_hochberg);
    const auto forward = judged_family(pairs, noise, correction);
    for (auto& pair : pairs) std::swap(pair.first, pair.second);
    const auto backward = judged_family(pairs, noise, correction);
    for (std::size_t i = 0; i < forward.size(); ++i) {
        RC_ASSERT(backward[i].verdict == opposite(forward[i].verdict));
        RC_ASSERT(std::abs(*forward[i].ratio * *backward[i].ratio - 1) < 1e-9);
        if (forward[i].interval) {
            RC_ASSERT(std::abs(forward[i].interval->low * backward[i].interval->high - 1) < 1e-6);
        }
    }
}

RC_GTEST_PROP(JudgeFamily, TheUnitIsNoMatter, ()) {
    auto pairs = any_records();
    const SessionNoise noise = any_noise();
    const auto forward = judged_family(pairs, noise, Correction::holm);
    const auto scale = [](Record& record) {
        *record.value *= 1024;
        for (auto& process : record.samples) {
            for (double& value : process) value *= 1024;
        }
        if (record.interval) record.interval->low *= 1024, record.interval->high *= 1024;
    };
    for (auto& pair : pairs) scale(pair.first), scale(pair.second);
    const auto scaled = judged_family(pairs, noise, Correction::holm);
    for (std::size_t i = 0; i < forward.size(); ++i) {
        RC_ASSERT(scaled[i].verdict == forward[i].verdict);
        RC_ASSERT(scaled[i].p_value.has_value() == forward[i].p_value.has_value());
        if (scaled[i].p_value) {
            RC_ASSERT(std::abs(*scaled[i].p_value - *forward[i].p_value) < 1e-9);
        }
    }
}

RC_GTEST_PROP(JudgeFamily, VerdictsAndIntervalsNeverContradict, ()) {
    const Correction correction = *rc::gen::element(Correction::holm, Correction::benjamini_hochberg);
    for (const ComparedMetric& row : judged_family(any_records(), any_noise(), correction)) {
        if (!row.p_value) continue;
        RC_ASSERT(*row.adjusted_p_value >= *row.p_value);
        const bool decided = row.verdict == Verdict::regressed || row.verdict == Verdict::improved;
        RC_ASSERT(decided == (*row.adjusted_p_value <= 0.05));
        if (!row.interval) continue;
        RC_ASSERT(row.interval->low <= *row.ratio && *row.ratio <= row.interval->high);
        const bool beyond = row.interval->low > 1.01 - 1e-9 || row.interval->high < 1 / 1.01 + 1e-9;
        RC_ASSERT(decided == beyond);
    }
}

}  // namespace
}  // namespace inference_pio
