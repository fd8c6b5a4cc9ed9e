#include "reporting/history_report.hpp"

#include <gmock/gmock.h>

#include "records/json_values.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HistoryRow row() {
    HistoryRow one;
    one.run = "20261124T100000Z-3f9a1c";
    one.timestamp = "2026-11-24T10:00:00Z";
    one.branch = "main";
    one.commit = "0123456789abcdef";
    one.engines = {"llama_cpp 0.5.0"};
    one.tags = {"release-1"};
    one.machine = "AMD EPYC, 2 cores, 24 GiB";
    one.fingerprint = "f00d";
    one.records = 40;
    return one;
}

TEST(HistoryReport, ShowsARunInALine) {
    EXPECT_EQ(format_history({row()}, {.width = 160, .colours = false}),
              "  run                      branch  commit      engine           records  machine                    tags\n"
              "  20261124T100000Z-3f9a1c  main    0123456789  llama_cpp 0.5.0       40  AMD EPYC, 2 cores, 24 GiB  "
              "release-1\n");
    EXPECT_EQ(format_history({}, {}), "no runs\n");
}

TEST(HistoryReport, MarksWhatIsNotWholeOrNotClean) {
    HistoryRow one = row();
    one.dirty = true;
    one.complete = false;
    one.branch = "evil\x1b[31m";
    const std::string text = format_history({one}, {.width = 160, .colours = false});
    EXPECT_THAT(text, HasSubstr("(part)"));
    EXPECT_THAT(text, HasSubstr("0123456789+"));
    EXPECT_THAT(text, HasSubstr("the tree differed"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(HistoryReport, IsOneJsonDocument) {
    HistoryRow unknown;
    unknown.run = "r";
    const auto json = parse_json(format_history_json({row(), unknown}));
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["schema"], "inference-pio/history-list/1");
    EXPECT_EQ((*json)["runs"][0]["tags"][0], "release-1");
    EXPECT_TRUE((*json)["runs"][1]["commit"].is_null());
}

}  // namespace
}  // namespace inference_pio
