#include "judgement/findings.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Rows = std::vector<ComparedMetric>;

struct Place {
    std::string model;
    std::string metric;
    std::int64_t batch = 1;
    std::string weights = "q4_0";
};

ComparedMetric row_at(const Place& place, double ratio = 1) {
    ComparedMetric row;
    row.benchmark = place.model + "/performance/generation";
    row.parameters = {{"batch_size", place.batch}, {"weight_type", place.weights}};
    row.model = place.model;
    row.metric = *find_metric(place.metric);
    row.statistic = "fast_quartile";
    row.baseline_engine = row.candidate_engine = "llama_cpp 0.5.0";
    row.baseline = 1;
    row.candidate = ratio;
    row.ratio = ratio;
    row.deciding = true;
    const bool up = row.metric.direction == Direction::lower_is_better ? ratio > 1.01 : ratio < 0.99;
    const bool down = row.metric.direction == Direction::lower_is_better ? ratio < 0.99 : ratio > 1.01;
    row.verdict = up ? Verdict::regressed : down ? Verdict::improved : Verdict::equivalent;
    return row;
}

// Three models, their three deciding metrics, four batch sizes, two weight types: 72 rows in which nothing moved.
template <class Ratio>
Rows family(Ratio ratio) {
    Rows rows;
    for (const char* model : {"gemma3_270m", "qwen3_0_6b", "qwen3_vl_2b"}) {
        for (const std::int64_t batch : {1, 2, 4, 8}) {
            for (const char* weights : {"q4_0", "q8_0"}) {
                for (const char* metric : {"prefill_fast", "decode_fast", "peak_memory"}) {
                    const Place place{model, metric, batch, weights};
                    rows.push_back(row_at(place, ratio(place)));
                }
            }
        }
    }
    return rows;
}

std::vector<std::string> texts(const Rows& rows) {
    std::vector<std::string> lines;
    for (const Finding& finding : group_findings(rows)) lines.push_back(finding.headline + " | " + finding.cause);
    return lines;
}

TEST(Findings, NothingMovedNothingFound) {
    EXPECT_THAT(group_findings(family([](const Place&) { return 1.0; })), IsEmpty());
    EXPECT_THAT(group_findings({}), IsEmpty());
}

TEST(Findings, OneMetricOfOneModel) {
    EXPECT_THAT(texts(family([](const Place& p) {
                    return p.model == "qwen3_0_6b" && p.metric == "decode_fast"
                               ? 1.03 + 0.002 * static_cast<double>(p.batch)
                               : 1.0;
                })),
                ElementsAre("decode_fast of qwen3_0_6b: all 8 cases 3.2 to 4.6 % slower | one model, one metric"));
}

TEST(Findings, OneModelInAllOfItsTimes) {
    EXPECT_THAT(
        texts(family([](const Place& p) { return p.model == "qwen3_0_6b" && p.metric != "peak_memory" ? 1.05 : 1.0; })),
        ElementsAre("speed of qwen3_0_6b: all 16 values 5.0 % slower | one model"));
}

TEST(Findings, OneMetricOfEveryModel) {
    EXPECT_THAT(texts(family([](const Place& p) { return p.metric == "prefill_fast" ? 1.05 : 1.0; })),
                ElementsAre("prefill_fast: all 24 cases 5.0 % slower | one metric"));
}

TEST(Findings, OneValueOfAParameter) {
    EXPECT_THAT(
        texts(family([](const Place& p) { return p.metric != "peak_memory" && p.weights == "q8_0" ? 1.07 : 1.0; })),
        ElementsAre("speed with weight_type=q8_0: all 24 values 7.0 % slower | only weight_type=q8_0"));
    EXPECT_THAT(texts(family([](const Place& p) {
                    return p.metric == "decode_fast" && p.model == "gemma3_270m" && p.batch == 8 ? 1.07 : 1.0;
                })),
                ElementsAre("decode_fast of gemma3_270m with batch_size=8: both cases 7.0 % slower | "
                            "one model, one metric, only batch_size=8"));
}

TEST(Findings, Everything) {
    EXPECT_THAT(texts(family([](const Place& p) { return p.metric == "peak_memory" ? 1.0 : 1.04; })),
                ElementsAre("speed: all 48 values 4.0 % slower | everything of its kind that was compared"));
}

TEST(Findings, AnEngineThatChangedIsNamed) {
    Rows rows = family([](const Place& p) { return p.metric == "peak_memory" ? 1.0 : 1.04; });
    for (ComparedMetric& row : rows) row.candidate_engine = "llama_cpp 0.6.0";
    EXPECT_THAT(texts(rows), ElementsAre(HasSubstr("the engine changed from llama_cpp 0.5.0 to llama_cpp 0.6.0")));
    // Benchmarks of other engines stood still: it is this engine's.
    for (int i = 0; i < 4; ++i) {
        ComparedMetric other = row_at({"core", "latency", i}, 1);
        other.baseline_engine = other.candidate_engine = "opencv 4.6";
        rows.push_back(other);
    }
    EXPECT_THAT(texts(rows),
                ElementsAre("speed on llama_cpp 0.6.0: all 48 values 4.0 % slower | one engine; the engine "
                            "changed from llama_cpp 0.5.0 to llama_cpp 0.6.0"));
}

TEST(Findings, OneCaseInBothOfItsTimes) {
    EXPECT_THAT(texts(family([](const Place& p) {
                    const bool here = p.model == "qwen3_0_6b" && p.batch == 4 && p.weights == "q4_0";
                    return here && p.metric != "peak_memory" ? (p.metric == "decode_fast" ? 1.1 : 1.2) : 1.0;
                })),
                ElementsAre("decode_fast, prefill_fast of "
                            "qwen3_0_6b/performance/generation[batch_size=4,weight_type=q4_0]: 10.0 to 20.0 % slower | "
                            "one case"));
}

TEST(Findings, OneLoneRegressionAmongFiveHundred) {
    Rows rows;
    for (int i = 0; i < 500; ++i) rows.push_back(row_at({"model_" + std::to_string(i / 10), "decode_fast", i}));
    rows[321] = row_at({"model_32", "decode_fast", 321}, 1.2);
    const auto findings = group_findings(rows);
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].verdict, Verdict::regressed);
    EXPECT_EQ(findings[0].headline,
              "decode_fast of model_32/performance/generation[batch_size=321,weight_type=q4_0]: 20.0 % slower");
    EXPECT_EQ(findings[0].cause, "one case, one metric");
    EXPECT_THAT(findings[0].rows, ElementsAre(321));
}

TEST(Findings, UnrelatedOnesStayApart) {
    Rows rows = family([](const Place&) { return 1.0; });
    rows[0] = row_at({"gemma3_270m", "prefill_fast", 1, "q4_0"}, 1.05);
    rows[71 - 1] = row_at({"qwen3_vl_2b", "decode_fast", 8, "q8_0"}, 1.3);
    const auto findings = group_findings(rows);
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_THAT(findings[0].headline, HasSubstr("30.0 % slower")) << "the larger one first";
    EXPECT_THAT(findings[1].headline, HasSubstr("5.0 % slower"));
}

TEST(Findings, MostOfSomethingSaysHowMany) {
    Rows rows =
        family([](const Place& p) { return p.model == "qwen3_0_6b" && p.metric == "decode_fast" ? 1.05 : 1.0; });
    const auto set = [&](const Place& place, Verdict verdict) {
        for (ComparedMetric& row : rows) {
            const ComparedMetric same = row_at(place);
            if (row.case_name() == same.case_name() && row.metric.name == place.metric) row.verdict = verdict;
        }
    };
    set({"qwen3_0_6b", "decode_fast", 2, "q8_0"}, Verdict::inconclusive);
    EXPECT_THAT(texts(rows),
                ElementsAre("decode_fast of qwen3_0_6b: 7 of 8 cases 5.0 % slower | one model, one metric, "
                            "in part"));
    set({"qwen3_0_6b", "decode_fast", 4, "q4_0"}, Verdict::equivalent);
    EXPECT_THAT(texts(rows), ElementsAre(HasSubstr("6 of 8 cases")));
}

TEST(Findings, MemoryIsMoreNotSlower) {
    EXPECT_THAT(texts(family(
                    [](const Place& p) { return p.metric == "peak_memory" && p.model == "gemma3_270m" ? 1.25 : 1.0; })),
                ElementsAre("peak_memory of gemma3_270m: all 8 cases 25.0 % more | one model"));
}

TEST(Findings, TheWorseBeforeTheBetter) {
    const auto findings = group_findings(family([](const Place& p) {
        if (p.metric == "peak_memory") return 1.0;
        return p.model == "qwen3_0_6b" ? 1.03 : p.model == "gemma3_270m" ? 0.5 : 1.0;
    }));
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_EQ(findings[0].headline, "speed of qwen3_0_6b: all 16 values 3.0 % slower");
    EXPECT_EQ(findings[1].verdict, Verdict::improved);
    EXPECT_EQ(findings[1].headline, "speed of gemma3_270m: all 16 values 50.0 % faster");
}

TEST(Findings, WhatWasAcceptedStandsApart) {
    Rows rows = family([](const Place& p) { return p.metric == "decode_fast" ? 1.05 : 1.0; });
    for (ComparedMetric& row : rows) {
        if (row.model == "gemma3_270m" && row.verdict == Verdict::regressed) row.accepted = "more exact rope";
    }
    const auto findings = group_findings(rows);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings.back().headline, "decode_fast of gemma3_270m: all 8 cases 5.0 % slower");
    EXPECT_EQ(findings.back().cause, "accepted: more exact rope; one model, one metric");
    for (const Finding& finding : findings) {
        std::set<bool> accepted;
        for (const std::size_t i : finding.rows) accepted.insert(rows[i].accepted.has_value());
        EXPECT_THAT(accepted, SizeIs(1));
    }
}

TEST(Findings, RowsThatDoNotDecideAreNoFinding) {
    Rows rows{row_at({"qwen3_0_6b", "ttft"}, 1.5)};
    rows[0].deciding = false;
    EXPECT_THAT(group_findings(rows), IsEmpty());
    rows[0].deciding = true;
    EXPECT_THAT(texts(rows), ElementsAre("ttft of qwen3_0_6b/performance/generation[batch_size=1,weight_type=q4_0]: "
                                         "50.0 % slower | one case, one metric"));
}

RC_GTEST_PROP(Findings, EveryMovedRowStandsInExactlyOne, ()) {
    Rows rows = family([](const Place&) { return *rc::gen::element(1.0, 1.0, 1.0, 1.05, 1.2, 0.9); });
    std::size_t moved = 0;
    for (const ComparedMetric& row : rows) {
        moved += row.verdict == Verdict::regressed || row.verdict == Verdict::improved ? 1 : 0;
    }
    std::set<std::size_t> seen;
    std::size_t named = 0;
    for (const Finding& finding : group_findings(rows)) {
        RC_ASSERT(!finding.rows.empty());
        for (const std::size_t i : finding.rows) {
            RC_ASSERT(rows[i].verdict == finding.verdict);
            seen.insert(i);
            ++named;
        }
    }
    RC_ASSERT(seen.size() == named);
    RC_ASSERT(named == moved);
}

}  // namespace
}  // namespace inference_pio
