#include "statistics/timeline_metrics.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <inference_pio/metric.hpp>

namespace inference_pio {
namespace {

using std::chrono::milliseconds;
using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two sequences: prompt 10 and 30 tokens, three tokens each, 1 ms of sampling a step.
Timeline two_sequences() {
    Timeline timeline;
    timeline.submitted = milliseconds(1000);
    timeline.tokenized = milliseconds(1010);
    timeline.prefill_begin = milliseconds(1020);
    timeline.prefilled = milliseconds(1220);
    timeline.sequences = {
        {10, {1, 2, 3}, {milliseconds(1221), milliseconds(1271), milliseconds(1321)}},
        {30, {4, 5, 6}, {milliseconds(1223), milliseconds(1273), milliseconds(1343)}},
    };
    timeline.sampling = {milliseconds(3), milliseconds(1), milliseconds(1)};
    return timeline;
}

TEST(TimelineMetrics, FollowTheDefinitions) {
    const auto values = compute_generation_metrics(two_sequences());
    ASSERT_TRUE(values) << values.error().message;
    EXPECT_THAT(values->at("ttft"), ElementsAre(DoubleNear(0.222, 1e-12)));
    EXPECT_THAT(values->at("ttft_max"), ElementsAre(DoubleNear(0.223, 1e-12)));
    EXPECT_THAT(values->at("tpot"), ElementsAre(DoubleNear((0.050 + 0.060) / 2, 1e-12)));
    EXPECT_THAT(values->at("itl"), ElementsAre(DoubleNear(0.050, 1e-12), DoubleNear(0.050, 1e-12),
                                               DoubleNear(0.050, 1e-12), DoubleNear(0.070, 1e-12)));
    EXPECT_EQ(values->at("decode_fast"), values->at("itl"));
    EXPECT_THAT(values->at("e2e_latency"), ElementsAre(DoubleNear(0.343, 1e-12)));
    EXPECT_THAT(values->at("prefill_time"), ElementsAre(DoubleNear(0.200, 1e-12)));
    EXPECT_THAT(values->at("prefill_throughput"), ElementsAre(DoubleNear(40 / 0.200, 1e-9)));
    // From the earliest first token to the latest last, without the two samplings in between.
    EXPECT_THAT(values->at("decode_throughput"), ElementsAre(DoubleNear(4 / (0.122 - 0.002), 1e-9)));
    EXPECT_THAT(values->at("throughput"), ElementsAre(DoubleNear(6 / 0.343, 1e-9)));
    EXPECT_THAT(values->at("tokenize_time"), ElementsAre(DoubleNear(0.010, 1e-12)));
    EXPECT_THAT(values->at("sampling_time"), ElementsAre(DoubleNear(0.001, 1e-12)));
    for (const char* name : {"image_decode_time", "first_sampling_time", "image_tokens"}) {
        EXPECT_FALSE(values->contains(name)) << name;
    }
}

TEST(TimelineMetrics, EveryNameIsInTheCatalogue) {
    Timeline timeline = two_sequences();
    timeline.image_spans = {{"image_decode", milliseconds(1010), milliseconds(1011), 0},
                            {"text_prefill", milliseconds(1011), milliseconds(1012), 0}};
    timeline.sequences[0].image_tokens = 3;
    const auto values = compute_generation_metrics(timeline);
    ASSERT_TRUE(values);
    for (const auto& [name, _] : *values) EXPECT_NE(find_metric(name), nullptr) << name;
}

TEST(TimelineMetrics, LeaveOutWhatNeedsTwoTokens) {
    Timeline timeline = two_sequences();
    timeline.sequences[1].tokens = {4};
    timeline.sequences[1].token_available = {milliseconds(1223)};
    const auto values = compute_generation_metrics(timeline);
    ASSERT_TRUE(values);
    for (const char* name : {"tpot", "itl", "decode_fast", "decode_throughput"}) EXPECT_FALSE(values->contains(name));
    EXPECT_TRUE(values->contains("ttft"));
    EXPECT_TRUE(values->contains("throughput"));
}

TEST(TimelineMetrics, LeaveOutARateOverNoTime) {
    Timeline timeline;
    timeline.sequences = {{5, {1, 2}, {Nanoseconds(0), Nanoseconds(0)}}};
    const auto values = compute_generation_metrics(timeline);
    ASSERT_TRUE(values);
    for (const char* name : {"prefill_throughput", "decode_throughput", "throughput", "sampling_time"}) {
        EXPECT_FALSE(values->contains(name)) << name;
    }
    EXPECT_THAT(values->at("ttft"), ElementsAre(DoubleEq(0)));
}

TEST(TimelineMetrics, SumImageWorkByKind) {
    Timeline timeline = two_sequences();
    timeline.image_spans = {
        {"vision_encode", milliseconds(1010), milliseconds(1012), 0},
        {"image_prefill", milliseconds(1012), milliseconds(1016), 0},
        {"vision_encode", milliseconds(1016), milliseconds(1019), 1},
    };
    const auto values = compute_generation_metrics(timeline);
    ASSERT_TRUE(values);
    EXPECT_THAT(values->at("vision_encode_time"), ElementsAre(DoubleNear(0.005, 1e-12)));
    EXPECT_THAT(values->at("image_prefill_time"), ElementsAre(DoubleNear(0.004, 1e-12)));
    EXPECT_FALSE(values->contains("image_decode_time"));
}

TEST(TimelineMetrics, PartsOfTheTtftAddUpToIt) {
    Timeline timeline = two_sequences();
    timeline.image_spans = {
        {"image_decode", timeline.tokenized, milliseconds(1012), 0},
        {"image_preprocess", milliseconds(1012), milliseconds(1013), 0},
        {"vision_encode", milliseconds(1013), timeline.prefill_begin, 0},
        {"image_prefill", timeline.prefill_begin, milliseconds(1100), 0},
        {"text_prefill", milliseconds(1100), timeline.prefilled, -1},
    };
    timeline.sequences[0].image_tokens = 5;
    timeline.sequences[1].image_tokens = 4;
    const auto values = compute_generation_metrics(timeline);
    ASSERT_TRUE(values);
    double sum_s = 0;
    for (const char* part : {"tokenize_time", "image_decode_time", "image_preprocess_time", "vision_encode_time",
                             "image_prefill_time", "text_prefill_time", "first_sampling_time"}) {
        sum_s += values->at(part).front();
    }
    EXPECT_NEAR(sum_s, values->at("ttft").front(), 1e-12);
    EXPECT_THAT(values->at("image_tokens"), ElementsAre(DoubleEq(9)));
}

TEST(TimelineMetrics, RefuseStampsOutOfOrder) {
    const std::vector<std::pair<std::string, void (*)(Timeline&)>> spoilt = {
        {"submitted", [](Timeline& t) { t.submitted = milliseconds(1011); }},
        {"tokenized", [](Timeline& t) { t.tokenized = milliseconds(1021); }},
        {"prefill_begin", [](Timeline& t) { t.prefill_begin = milliseconds(1221); }},
        {"sequence 0", [](Timeline& t) { t.prefilled = milliseconds(1222); }},
        {"sequence 1", [](Timeline& t) { t.sequences[1].token_available[2] = milliseconds(1272); }},
        {"vision_encode",
         [](Timeline& t) {
             t.image_spans = {{"vision_encode", milliseconds(2), milliseconds(1), 0}};
         }},
    };
    for (const auto& [named, spoil] : spoilt) {
        Timeline timeline = two_sequences();
        spoil(timeline);
        const auto values = compute_generation_metrics(timeline);
        ASSERT_FALSE(values) << named;
        EXPECT_EQ(values.error().kind, ErrorKind::malformed);
        EXPECT_THAT(values.error().message, HasSubstr(named));
    }
}

TEST(TimelineMetrics, RefuseSequencesWithoutTokensOrStamps) {
    Timeline none = two_sequences();
    none.sequences.clear();
    EXPECT_EQ(compute_generation_metrics(none).error().message, "timeline has no sequence");

    Timeline empty = two_sequences();
    empty.sequences[1].tokens.clear();
    empty.sequences[1].token_available.clear();
    EXPECT_EQ(compute_generation_metrics(empty).error().message, "sequence 1 has no token");

    Timeline uneven = two_sequences();
    uneven.sequences[0].tokens.pop_back();
    EXPECT_EQ(compute_generation_metrics(uneven).error().message, "sequence 0 has 2 tokens and 3 stamps");
}

// For any gaps: the parts add up to the whole, and no rate exceeds what its parts allow.
RC_GTEST_PROP(TimelineMetrics, PartsAddUp, ()) {
    Timeline timeline;
    const auto step = [] { return Nanoseconds(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000)); };
    timeline.submitted = step();
    timeline.tokenized = timeline.submitted + step();
    timeline.prefill_begin = timeline.tokenized + step();
    timeline.prefilled = timeline.prefill_begin + step();
    const auto gaps = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 1'000'000'000)));
    SequenceTimeline one;
    one.prompt_tokens = 7;
    Nanoseconds now = timeline.prefilled;
    for (const std::int64_t gap : gaps) {
        now += Nanoseconds(gap);
        one.tokens.push_back(0);
        one.token_available.push_back(now);
    }
    timeline.sequences = {one};
    const auto values = compute_generation_metrics(timeline);
    RC_ASSERT(values.has_value());
    double sum = values->at("ttft").front();
    if (gaps.size() > 1) {
        for (const double gap : values->at("itl")) sum += gap;
    }
    RC_ASSERT(std::abs(sum - values->at("e2e_latency").front()) < 1e-9 * static_cast<double>(gaps.size() + 1));
    RC_ASSERT(values->at("ttft").front() >= values->at("prefill_time").front());
}

}  // namespace
}  // namespace inference_pio
