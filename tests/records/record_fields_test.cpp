// The table of fields, its page in the documentation and its JSON Schema say the same.
#include "records/record_fields.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "fakes/arbitrary_record.hpp"
#include "golden/golden_file.hpp"
#include "records/json_text.hpp"
#include "records/record_json.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = PIO_SOURCE_DIR;
const fs::path kPage = kSource / "docs" / "record_format.md";
constexpr std::string_view kBegin = "<!-- fields: begin -->\n";
constexpr std::string_view kEnd = "<!-- fields: end -->\n";

TEST(RecordFields, PathsAreUnique) {
    std::set<std::string_view> paths;
    for (const RecordField& field : record_fields()) {
        EXPECT_TRUE(paths.insert(field.path).second) << field.path;
        EXPECT_FALSE(field.documentation.empty()) << field.path;
    }
}

TEST(RecordFields, ThePageShowsExactlyTheTable) { expect_page_part(kPage, kBegin, kEnd, record_fields_markdown()); }

TEST(RecordFields, TheSchemaHasExactlyTheTable) {
    const auto schema = parse_json(read_text_file(kSource / "docs" / "record.schema.json"));
    ASSERT_TRUE(schema) << schema.error().message;
    std::set<std::string> in_schema;
    for (const auto& [key, definition] : (*schema)["properties"].items()) {
        if (!definition.contains("properties")) {
            in_schema.insert(key);
            continue;
        }
        for (const auto& [inner, ignored] : definition["properties"].items()) in_schema.insert(key + "." + inner);
    }
    std::set<std::string> in_table;
    for (const RecordField& field : record_fields()) in_table.emplace(field.path);
    EXPECT_EQ(in_schema, in_table);
}

// --- records against the schema, by Python's jsonschema -------------------------------------------------

// Several builds may run this test at once.
fs::path scratch() {
    const fs::path folder = fs::path(testing::TempDir()) / ("record_fields_" + std::to_string(getpid()));
    fs::create_directories(folder);
    return folder;
}

struct Answer {
    int code = 0;
    std::string text;
};

Answer validate(const std::vector<fs::path>& files) {
    const fs::path output = scratch() / "validate-records.txt";
    std::string command = "'" + (kSource / "scripts" / "validate-records").string() + "'";
    for (const fs::path& file : files) command += " '" + file.string() + "'";
    const int status = std::system((command + " > '" + output.string() + "' 2>&1").c_str());
    return {WEXITSTATUS(status), read_text_file(output)};
}

fs::path write_json(const std::string& name, const Json& json) {
    const fs::path path = scratch() / name;
    std::ofstream(path, std::ios::binary) << print_json_document(json);
    return path;
}

class RecordSchema : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("python3 -c 'import jsonschema' > /dev/null 2>&1") != 0) {
            GTEST_SKIP() << "python3 has no module jsonschema here; scripts/setup installs it";
        }
    }
    void TearDown() override { fs::remove_all(scratch()); }
};

TEST_F(RecordSchema, AnyRecordIsValid) {
    const auto any_run = rc::gen::exec([] { return arbitrary::run(); });
    Json records = Json::array();
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto run = any_run(rc::Random(seed), 50).value();
        for (const Json& record : records_to_json(run.records, run.profile)) records.push_back(record);
    }
    ASSERT_GT(records.size(), 50U);
    const Answer answer = validate({write_json("any_records.json", records)});
    EXPECT_EQ(answer.code, 0) << answer.text;
}

TEST_F(RecordSchema, HostileRecordsAreNot) {
    Record record;
    record.timestamp = "2026-11-24T10:00:00Z";
    record.metric = *find_metric("latency");
    record.value = 1;
    record.benchmark = "core/x";
    record.statistic = "median";
    record.interval = Interval{0.95, 0.5, 1.5, "student_t_log_process_values"};
    const Json good = record_to_json(record, to_json(SystemProfile{}));
    const std::vector<std::pair<const char*, Json>> replacements{{"timestamp", "yesterday"},
                                                                 {"model", ""},
                                                                 {"metric", nullptr},
                                                                 {"value", "1"},
                                                                 {"value", nullptr},
                                                                 {"value", 7},
                                                                 {"unit", 3},
                                                                 {"hardware", Json::object()},
                                                                 {"schema", "other/1"},
                                                                 {"definition", "ttft/1"},
                                                                 {"direction", "up"},
                                                                 {"parameters", Json{{"a", nullptr}}},
                                                                 {"statistic", "mean"},
                                                                 {"sample_count", -1},
                                                                 {"samples", Json{1, 2}},
                                                                 {"ratio", 0},
                                                                 {"ratio_interval", good["interval"]},
                                                                 {"checkpoint", Json{{"tensor_bytes", -1}}},
                                                                 {"status", "fine"},
                                                                 {"weights_source", "web"},
                                                                 {"engine", Json::object()},
                                                                 {"seed", -1},
                                                                 {"noise", nullptr}};
    std::vector<fs::path> files{write_json("good.json", Json::array({good}))};
    for (std::size_t i = 0; i < replacements.size(); ++i) {
        Json bad = good;
        bad[replacements[i].first] = replacements[i].second;
        files.push_back(write_json("bad_" + std::to_string(i) + ".json", Json::array({bad})));
    }
    const Answer answer = validate(files);
    EXPECT_EQ(answer.code, 1) << answer.text;
    EXPECT_THAT(answer.text, testing::HasSubstr("good.json: 1 records, all valid"));
    for (std::size_t i = 0; i < replacements.size(); ++i) {
        EXPECT_THAT(answer.text, testing::HasSubstr("bad_" + std::to_string(i) + ".json[0]: "))
            << replacements[i].first;
    }
}

TEST_F(RecordSchema, WhatIsNoResultsFileIsRefused) {
    EXPECT_EQ(validate({write_json("object.json", Json::object())}).code, 2);
    EXPECT_EQ(validate({scratch() / "not_there.json"}).code, 2);
    EXPECT_EQ(validate({}).code, 2);
}

}  // namespace
}  // namespace inference_pio
