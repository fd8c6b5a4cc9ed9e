#include "records/record_json.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "fakes/arbitrary_record.hpp"
#include "records/record_fields.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Record small_record() {
    Record record;
    record.timestamp = "2026-11-24T10:00:00Z";
    record.model = record.facts.model = "qwen3_vl_2b";
    record.metric = *find_metric("throughput");
    record.value = 45.2;
    record.benchmark = "qwen3_vl_2b/performance/generation";
    record.parameters = {{"batch_size", std::int64_t{1}}};
    record.interval = Interval{0.95, 44.9, 45.5, "student_t_log_process_values"};
    record.samples = {{45.1, 45.3}, {44.9}};
    return record;
}

Json small_json() { return record_to_json(small_record(), Json{{"fingerprint", "0"}}); }

std::vector<std::string> keys_of(const Json& json) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    return keys;
}

TEST(RecordJson, TheGuidesSixKeysComeFirst) {
    auto keys = keys_of(small_json());
    keys.resize(6);
    EXPECT_THAT(keys, ElementsAre("timestamp", "model", "metric", "value", "unit", "hardware"));
    EXPECT_EQ(small_json()["value"], 45.2);
    EXPECT_EQ(small_json()["unit"], "tokens/sec");
    EXPECT_EQ(small_json()["definition"], "throughput/1");
    EXPECT_EQ(small_json()["schema"], kRecordSchema);
    EXPECT_EQ(small_json()["samples"], Json::parse("[[45.1,45.3],[44.9]]"));
}

TEST(RecordJson, WhatIsNotThereIsNull) {
    Record record = small_record();
    record.interval.reset();
    record.model.reset();
    record.facts.model.clear();
    const Json json = record_to_json(record, Json::object());
    for (const char* key :
         {"model", "interval", "engine", "checkpoint", "weights_source", "category", "ratio", "ratio_interval"}) {
        ASSERT_TRUE(json.contains(key)) << key;
        EXPECT_TRUE(json[key].is_null()) << key;
    }
    EXPECT_TRUE(json["subject"]["commit"].is_null());
}

RC_GTEST_PROP(RecordJson, AnyRecordComesBackEqual, ()) {
    const Record record = arbitrary::record();
    const Json json = parse_json(print_json(record_to_json(record, to_json(arbitrary::profile())))).value();
    RC_ASSERT(record_from_json(json) == record);
}

RC_GTEST_PROP(RecordJson, EveryFieldOfTheTableIsWritten, ()) {
    const Json json = record_to_json(arbitrary::record(), Json::object());
    for (const RecordField& field : record_fields()) {
        const std::string path(field.path);
        const std::size_t dot = path.find('.');
        RC_ASSERT(json.contains(path.substr(0, dot)));
        const Json& owner = json[path.substr(0, dot)];
        if (dot != std::string::npos && !owner.is_null()) RC_ASSERT(owner.contains(path.substr(dot + 1)));
    }
}

// Whatever one field is replaced with, reading ends with a record or an error that names the field.
RC_GTEST_PROP(RecordJson, HostileFieldsAreNamed, ()) {
    Json json = record_to_json(arbitrary::record(), Json::object());
    const auto keys = keys_of(json);
    const std::string key = *rc::gen::elementOf(keys);
    json[key] =
        *rc::gen::elementOf(std::vector<Json>{nullptr, true, -7, 1e300, "x", Json::array({"x"}), Json::array({1}),
                                              Json{{"level", "x"}}, Json{{"low", 1}}, Json{{"name", 1}}});
    const auto record = record_from_json(json);
    if (!record) {
        RC_ASSERT(record.error().kind == ErrorKind::malformed);
        // A replaced metric is noticed by the definition that names another one, a value by its interval.
        const bool named = record.error().message.starts_with("'" + key) || key == "metric" || key == "value" ||
                           key == "status_reason";
        RC_ASSERT(named);
    }
}

TEST(RecordJson, HostileRecordsAreRefused) {
    struct Case {
        const char* key;
        Json value;
        const char* message;
    };
    for (const auto& [key, value, message] : std::initializer_list<Case>{
             {"timestamp", 5, "'timestamp': expected a string, found 5"},
             {"value", "fast", "'value': expected a number, found \"fast\""},
             {"definition", "throughput", "'definition': expected \"throughput/<version>\", found \"throughput\""},
             {"definition", "throughput/0", "'definition': expected \"throughput/<version>\", found \"throughput/0\""},
             {"definition", "ttft/1", "'definition': expected \"throughput/<version>\", found \"ttft/1\""},
             {"schema", "inference-pio/record/9",
              "'schema': expected \"inference-pio/record/1\", found \"inference-pio/record/9\""},
             {"status", "great", "'status': unknown status 'great'"},
             {"sample_count", -1, "'sample_count': expected a count, found -1"},
             {"samples", Json::parse("[[1],[2,\"x\"]]"), "'samples[1][1]': expected a number, found \"x\""},
             {"interval", Json{{"level", 0.95}, {"low", 46}, {"high", 47}}, "'interval': does not hold the value"},
             {"interval", Json{{"level", 2}, {"low", 1}, {"high", 47}}, "'interval.level': must lie between 0 and 1"},
             {"interval", 3, "'interval': expected an object or null, found 3"},
             {"hardware", 3, "'hardware': expected an object, found 3"},
             {"parameters", Json{{"a", nullptr}},
              "'parameters.a': expected a number, string, boolean or {\"bytes\": n}, found null"},
             {"seed", -1, "'seed': expected an integer that is not negative, found -1"}}) {
        Json json = small_json();
        json[key] = value;
        const auto record = record_from_json(json);
        ASSERT_FALSE(record) << message;
        EXPECT_EQ(record.error().message, message);
        EXPECT_EQ(record.error().kind, ErrorKind::malformed);
    }
    Json without = small_json();
    without.erase("benchmark");
    EXPECT_EQ(record_from_json(without).error().message, "'benchmark': is missing");
    EXPECT_FALSE(record_from_json(Json(nullptr)));
}

TEST(RecordJson, OlderRecordsMayLackOptionalFields) {
    Json json = small_json();
    for (const char* key : {"noise", "meaning", "seed", "subject", "status", "ratio"}) json.erase(key);
    EXPECT_EQ(record_from_json(json)->value, 45.2);
}

TEST(RecordJson, AValueThatIsNullNeedsAReason) {
    Json json = small_json();
    json["value"] = nullptr;
    json["interval"] = nullptr;
    EXPECT_FALSE(record_from_json(json));
    json["status_reason"] = "too few observations";
    EXPECT_TRUE(record_from_json(json));
}

TEST(RecordJson, NotFiniteIsNeverWritten) {
    Record record = small_record();
    record.value = kNaN;
    record.ratio = std::numeric_limits<double>::infinity();
    record.noise.evidence = {{"steal_s", kNaN}, {"faults", 2}};
    const Json json = record_to_json(record, Json::object());
    EXPECT_TRUE(json["value"].is_null());
    EXPECT_TRUE(json["interval"].is_null());
    EXPECT_TRUE(json["ratio"].is_null());
    EXPECT_THAT(json["status_reason"].get<std::string>(), testing::HasSubstr("not a finite number"));
    EXPECT_EQ(json["noise"]["evidence"], (Json{{"faults", 2.0}}));
    EXPECT_TRUE(record_from_json(parse_json(print_json(json)).value()));

    Record bad_samples = small_record();
    bad_samples.samples = {{1, kNaN}};
    EXPECT_EQ(record_to_json(bad_samples, Json::object())["samples"], Json::array());
}

Record compared_record() {
    Record record = small_record();
    record.reference = "qwen3_vl_2b/performance/generation[variant=original]";
    record.ratio = 0.4321;
    record.ratio_interval = Interval{0.95, 0.41, 0.45, "student_t_log_pair_ratios"};
    record.facts.tensor_bytes = {{"q4_K", 301'000'000}, {"q6_K", 57'000'000}, {"f32", 120'000}};
    return record;
}

TEST(RecordJson, ARatioHasAnIntervalOfItsOwn) {
    const Json json = record_to_json(compared_record(), Json::object());
    EXPECT_EQ(json["ratio_interval"],
              Json::parse(R"({"level":0.95,"low":0.41,"high":0.45,"method":"student_t_log_pair_ratios"})"));
    EXPECT_EQ(
        json["checkpoint"],
        Json::parse(R"({"digest":null,"file":null,"tensor_bytes":{"f32":120000,"q4_K":301000000,"q6_K":57000000}})"));
    EXPECT_EQ(record_from_json(json), compared_record());

    Record no_ratio = compared_record();
    no_ratio.ratio = 0;
    EXPECT_TRUE(record_to_json(no_ratio, Json::object())["ratio"].is_null());
    EXPECT_TRUE(record_to_json(no_ratio, Json::object())["ratio_interval"].is_null());
    Record wild = compared_record();
    wild.ratio_interval->high = std::numeric_limits<double>::infinity();
    EXPECT_EQ(record_to_json(wild, Json::object())["ratio"], 0.4321);
    EXPECT_TRUE(record_to_json(wild, Json::object())["ratio_interval"].is_null());
}

TEST(RecordJson, HostileRatiosAreRefused) {
    struct Case {
        const char* key;
        Json value;
        const char* message;
    };
    for (const auto& [key, value, message] :
         std::initializer_list<Case>{{"ratio", -1, "'ratio': must be above 0"},
                                     {"ratio", 3, "'ratio_interval': does not hold the ratio"},
                                     {"ratio", nullptr, "'ratio_interval': there is one, but no ratio"},
                                     {"ratio_interval", Json{{"level", 1}, {"low", 0.4}, {"high", 0.5}},
                                      "'ratio_interval.level': must lie between 0 and 1"},
                                     {"ratio_interval", 3, "'ratio_interval': expected an object or null, found 3"},
                                     {"checkpoint", Json{{"tensor_bytes", Json{{"q4_K", -1}}}},
                                      "'checkpoint.tensor_bytes.q4_K': expected a count, found -1"}}) {
        Json json = record_to_json(compared_record(), Json::object());
        json[key] = value;
        const auto record = record_from_json(json);
        ASSERT_FALSE(record) << key << " " << value;
        EXPECT_EQ(record.error().message, message);
    }
}

TEST(RecordJson, AnArrayComesBackOrNamesTheRecord) {
    const std::vector<Record> records{small_record(), small_record()};
    Json json = records_to_json(records, SystemProfile{});
    EXPECT_EQ(json[1]["hardware"]["cpu"]["threads"], 0);
    EXPECT_EQ(records_from_json(json), records);
    json[1]["status"] = 3;
    EXPECT_EQ(records_from_json(json).error().message, "'[1].status': expected a string, found 3");
    EXPECT_FALSE(records_from_json(Json::object()));
}

}  // namespace
}  // namespace inference_pio
