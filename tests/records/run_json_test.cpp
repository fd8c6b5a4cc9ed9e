#include "records/run_json.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/arbitrary_record.hpp"
#include "records/json_text.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

struct Documents {
    Json run;
    Json results;
};

Documents documents_of(const Run& run) {
    return {parse_json(print_json_document(run_to_json(run))).value(),
            parse_json(print_json_document(records_to_json(run.records, run.profile))).value()};
}

Run run_of_one_record() {
    Run run;
    run.id = "20261124T100000Z-3f9a1c";
    run.timestamp = "2026-11-24T10:00:00Z";
    Record record;
    record.timestamp = run.timestamp;
    record.metric = *find_metric("latency");
    record.value = 1;
    record.benchmark = "core/x";
    record.run = run.id;
    run.records = {record};
    return run;
}

RC_GTEST_PROP(RunJson, AnyRunComesBackEqual, ()) {
    const Run run = arbitrary::run();
    const auto [document, results] = documents_of(run);
    RC_ASSERT(run_from_json(document, results) == run);
}

TEST(RunJson, SaysItsSchemaFirst) {
    const Json json = run_to_json(run_of_one_record());
    EXPECT_EQ(json.begin().key(), "schema");
    EXPECT_EQ(json["schema"], kRunSchema);
    EXPECT_EQ(json["records"], (Json{{"file", "results.json"}, {"count", 1}}));
    EXPECT_EQ(json["complete"], false);
}

TEST(RunJson, RecordsOfAnotherRunAreRefused) {
    const auto run = run_of_one_record();
    const auto [document, results] = documents_of(run);
    const auto without = run_from_json(document, Json::array());
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(without.error().message, HasSubstr("has 1 records, but its results.json holds 0"));

    Json of_another = results;
    of_another[0]["run"] = "another";
    const auto mixed = run_from_json(document, of_another);
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(mixed.error().message, HasSubstr("'another'"));
}

TEST(RunJson, HostileDocumentsNameTheField) {
    const auto [document, results] = documents_of(run_of_one_record());
    struct Case {
        const char* key;
        Json value;
        const char* message;
    };
    for (const auto& [key, value, message] : std::initializer_list<Case>{
             {"schema", "inference-pio/run/2", "'schema': expected inference-pio/run/1, found inference-pio/run/2"},
             {"complete", nullptr, "'complete': expected true or false, found null"},
             {"records", Json::array(), "'records': expected an object, found an array"},
             {"warnings", "none", "'warnings': expected an array, found \"none\""},
             {"hardware", Json::object(), "'hardware.fingerprint': is missing"},
             {"exemplars", Json::parse(R"([{"case":"x","spans":[{"name":"d","begin_ns":0}]}])"),
              "'exemplars[0].spans[0].end_ns': is missing"}}) {
        Json hostile = document;
        hostile[key] = value;
        const auto run = run_from_json(hostile, results);
        ASSERT_FALSE(run) << message;
        EXPECT_EQ(run.error().message, message);
    }
    EXPECT_FALSE(run_from_json(Json::array(), results));
    EXPECT_FALSE(run_from_json(document, Json::object()));
}

}  // namespace
}  // namespace inference_pio
