#include "reporting/run_document.hpp"

#include <gtest/gtest.h>

#include "fakes/reported_run.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

TEST(RunDocument, HoldsTheWholeRunAndItsFiles) {
    const auto run = reported_run();
    const std::string text = format_run_document(run, {"results/run.json"});
    const auto json = parse_json(text);
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["schema"], "inference-pio/run-document/1");
    EXPECT_EQ((*json)["id"], run.id);
    EXPECT_EQ((*json)["files"], Json::array({"results/run.json"}));
    EXPECT_EQ(records_from_json((*json)["records"]), run.records);
    EXPECT_EQ(profile_from_json((*json)["hardware"]), run.profile);
    EXPECT_EQ(std::prev(json->end()).key(), "records");
    EXPECT_TRUE(text.ends_with('\n'));
}

}  // namespace
}  // namespace inference_pio
