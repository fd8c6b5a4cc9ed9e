#include "reporting/report_document.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "fakes/arbitrary_comparison.hpp"
#include "fakes/arbitrary_record.hpp"
#include "fakes/dated_run.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;

// The text of a record with its fields in the order of their names, numbers as they are written.
std::string canonical(const Json& record) {
    std::map<std::string, std::string> fields;
    for (const auto& [key, value] : record.items()) fields[key] = print_json(value);
    std::string text;
    for (const auto& [key, value] : fields) text += key + ": " + value + '\n';
    return text;
}

// What a reader of the document does, field by field.
std::vector<std::string> records_of(const Json& run) {
    std::vector<std::string> records;
    for (const Json& one : run.at("cases")) {
        for (const Json& own : one.at("records")) {
            Json record = run.at("shared");
            for (const auto& [key, value] : one.at("shared").items()) record[key] = value;
            for (const auto& [key, value] : own.items()) record[key] = value;
            records.push_back(canonical(record));
        }
    }
    return records;
}

std::vector<std::string> records_of_results(const Run& run) {
    std::vector<std::string> records;
    for (const Json& record : records_to_json(run.records, run.profile)) records.push_back(canonical(record));
    return records;
}

TEST(ReportDocument, HasTheFieldsOfItsContract) {
    const Report report{"2026-11-24T10:15:00Z", "0.1.0", {dated_run({.day = 1}), dated_run({.day = 2})},
                        samples::one_regression().comparison};
    const Json document = report_to_json(report);
    std::vector<std::string> keys;
    for (const auto& [key, value] : document.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("schema", "generated", "program", "live", "runs", "comparison", "histories"));
    EXPECT_EQ(document.at("schema"), "inference-pio/report/1");
    EXPECT_EQ(document.at("program"), Json({{"name", "piobench"}, {"version", "0.1.0"}}));
    EXPECT_EQ(document.at("runs").size(), 2U);
    EXPECT_EQ(document.at("runs").at(1).at("id"), report.runs[1].id);
    EXPECT_EQ(document.at("comparison").at("schema"), "inference-pio/comparison/1");
    EXPECT_TRUE(document.at("comparison").at("decision").is_null());
    EXPECT_EQ(document.at("histories"), Json::array());
    EXPECT_TRUE(report_to_json({"", "", report.runs, {}}).at("comparison").is_null());
}

TEST(ReportDocument, SaysHowFarAWatchedRunIs) {
    Report report{"", "", {reported_run()}, {}};
    LiveState live;
    live.phase = LiveState::Phase::measuring;
    live.version = 7;
    live.note = "m/performance/generation (case 3 of 12)";
    live.visits_done = 5;
    live.elapsed = Seconds(12.5);
    report.live = live;
    EXPECT_EQ(report_to_json(report).at("live"), Json({{"version", 7},
                                                       {"state", "measuring"},
                                                       {"note", "m/performance/generation (case 3 of 12)"},
                                                       {"visits_done", 5},
                                                       {"visits_left_min", nullptr},
                                                       {"elapsed_s", 12.5},
                                                       {"left_s", nullptr}}));
    report.live = LiveState{};
    EXPECT_EQ(report_to_json(report).at("live").at("state"), "stored");
}

TEST(ReportDocument, HoldsTheHistoriesInTheirOrder) {
    Report report{"", "", {reported_run()}, {}};
    report.histories.resize(2);
    report.histories[0].benchmark = "a";
    report.histories[1].benchmark = "b";
    const Json histories = report_to_json(report).at("histories");
    ASSERT_EQ(histories.size(), 2U);
    EXPECT_EQ(histories.at(0).at("case"), "a");
    EXPECT_EQ(histories.at(1).at("case"), "b");
}

TEST(ReportDocument, ARunKeepsAllOfItsRunFile) {
    const auto run = reported_run();
    Json document = reported_run_to_json(run);
    EXPECT_FALSE(document.contains("records"));
    EXPECT_EQ(document.at("schema"), kRunSchema);
    for (const char* added : {"shared", "cases"}) document.erase(added);
    Json written = run_to_json(run);
    written.erase("records");
    EXPECT_EQ(document, written);
}

TEST(ReportDocument, WhatIsEqualStandsOnce) {
    const Json run = reported_run_to_json(reported_run());
    EXPECT_EQ(run.at("shared").at("hardware").at("fingerprint"), "4f1c09b2a7d35e68");
    EXPECT_EQ(run.at("shared").at("schema"), "inference-pio/record/1");
    const Json& generation = run.at("cases").at(0);
    EXPECT_EQ(generation.at("case").get<std::string>().substr(0, 34), "qwen3_0_6b/performance/generation[");
    EXPECT_EQ(generation.at("shared").at("benchmark"), "qwen3_0_6b/performance/generation");
    EXPECT_EQ(generation.at("shared").at("parameters").at("sequence_length"), 128);
    const Json& first = generation.at("records").at(0);
    EXPECT_EQ(first.at("metric"), "ttft");
    for (const char* shared : {"hardware", "benchmark", "parameters", "engine"}) EXPECT_FALSE(first.contains(shared));
}

TEST(ReportDocument, NothingIsLost) {
    const auto run = reported_run();
    EXPECT_EQ(records_of(reported_run_to_json(run)), records_of_results(run));
}

TEST(ReportDocument, ARunWithoutRecordsAndOneWithASingleOne) {
    auto run = reported_run();
    run.records.clear();
    EXPECT_EQ(reported_run_to_json(run).at("shared"), Json::object());
    EXPECT_EQ(reported_run_to_json(run).at("cases"), Json::array());
    run.records.push_back(reported_run().records.front());
    const Json document = reported_run_to_json(run);
    EXPECT_EQ(document.at("cases").at(0).at("records"), Json::array({Json::object()}));
    EXPECT_EQ(records_of(document), records_of_results(run));
}

TEST(ReportDocument, NumbersThatAreEqualAndWrittenOtherwiseAreNotShared) {
    Json whole{{"a", 1}, {"b", 1}, {"c", 2}};
    Json real{{"a", 1.0}, {"b", 1}};
    EXPECT_EQ(take_equal_fields({&whole, &real}), Json({{"b", 1}}));
    EXPECT_EQ(print_json(whole), R"({"a":1,"c":2})");
    EXPECT_EQ(print_json(real), R"({"a":1.0})");
}

RC_GTEST_PROP(ReportDocument, AnyRunComesBack, ()) {
    inference_pio::Run run;
    run.id = "20261124T100000Z-3f9a1c";
    run.profile = arbitrary::profile();
    const int count = *rc::gen::inRange(0, 8);
    // Cases by turns: records of one case are brought together, in their order.
    const Record one = arbitrary::record();
    const Record other = arbitrary::record();
    for (int i = 0; i < count; ++i) {
        Record record = arbitrary::record();
        const Record& of = *rc::gen::arbitrary<bool>() ? one : other;
        record.benchmark = of.benchmark;
        record.parameters = of.parameters;
        run.records.push_back(record);
    }
    const auto document = parse_json(print_json(reported_run_to_json(run)));
    RC_ASSERT(document.has_value());
    auto found = records_of(*document);
    auto wanted = records_of_results(run);
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    RC_ASSERT(found == wanted);
}

}  // namespace
}  // namespace inference_pio
