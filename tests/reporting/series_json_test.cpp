#include "reporting/series_json.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

SeriesPicture picture() {
    SeriesPicture picture;
    picture.benchmark = "m/performance/generation";
    picture.parameters = {{"batch_size", std::int64_t{2}}};
    picture.metric.name = "decode_fast";
    picture.metric.version = 2;
    picture.metric.unit = "s";
    picture.metric.direction = Direction::lower_is_better;
    picture.statistic = "fast_quartile";
    picture.values = {0.02, 0.03};
    picture.labels = {{"2026-11-01T10:00:00Z", "r1", "c1", "llama_cpp 0.5.0", "main", Interval{0.95, 0.019, 0.021, "t"},
                       Status::ok, 3},
                      {"2026-11-02T10:00:00Z", "r2", "", ""}};
    picture.analysis.steps = {{1, 1.5, 1e-9}};
    picture.analysis.level = 0.03;
    picture.accepted = {"meant so"};
    return picture;
}

TEST(SeriesJson, SaysWhatThePictureDraws) {
    const Json json = series_to_json(picture());
    EXPECT_EQ(json.at("case"), "m/performance/generation[batch_size=2]");
    EXPECT_EQ(json.at("parameters"), Json({{"batch_size", 2}}));
    EXPECT_EQ(json.at("definition"), "decode_fast/2");
    EXPECT_EQ(json.at("direction"), "lower_is_better");
    EXPECT_EQ(json.at("points").at(0), Json({{"run", "r1"},
                                             {"timestamp", "2026-11-01T10:00:00Z"},
                                             {"commit", "c1"},
                                             {"branch", "main"},
                                             {"engine", "llama_cpp 0.5.0"},
                                             {"value", 0.02},
                                             {"interval", {{"low", 0.019}, {"high", 0.021}}},
                                             {"status", "ok"},
                                             {"disturbed_samples", 3}}));
    EXPECT_EQ(json.at("steps"),
              Json::array({{{"index", 1}, {"ratio", 1.5}, {"p_value", 1e-9}, {"accepted", "meant so"}}}));
    EXPECT_TRUE(json.at("creep").is_null());
    EXPECT_EQ(json.at("suspicious"), false);
    EXPECT_EQ(json.at("level"), 0.03);
}

TEST(SeriesJson, WhatIsUnknownIsNull) {
    const Json point = series_to_json(picture()).at("points").at(1);
    for (const char* unknown : {"commit", "branch", "engine", "interval", "disturbed_samples"}) {
        EXPECT_TRUE(point.at(unknown).is_null()) << unknown;
    }
    EXPECT_TRUE(series_to_json({}).at("level").is_null());
}

TEST(SeriesJson, APictureThatWasPutTogetherWronglyCrashesNothing) {
    SeriesPicture wrong = picture();
    wrong.labels.clear();
    wrong.accepted.clear();
    wrong.analysis.steps = {{0, 1, 1}, {1, 1.5, 1e-9}, {2, 1, 1}};
    wrong.analysis.creep = SeriesCreep{0, 2, 1.1, 1e-7};
    const Json json = series_to_json(wrong);
    ASSERT_EQ(json.at("steps").size(), 1U);
    EXPECT_TRUE(json.at("steps").at(0).at("accepted").is_null());
    EXPECT_EQ(json.at("points").at(0).at("run"), "");
    EXPECT_EQ(json.at("creep").at("end"), 2);
}

TEST(SeriesJson, IsADocumentWithItsSchema) {
    const std::string text = format_series_json({picture(), picture()});
    const auto document = parse_json(text);
    ASSERT_TRUE(document);
    EXPECT_TRUE(text.ends_with("}\n"));
    EXPECT_EQ(document->at("schema"), "inference-pio/history-series/1");
    EXPECT_EQ(document->at("series").size(), 2U);
}

}  // namespace
}  // namespace inference_pio
