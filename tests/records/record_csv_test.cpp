#include "records/record_csv.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "fakes/arbitrary_record.hpp"
#include "records/record_fields.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

using testing::Contains;
using testing::ElementsAre;

using Rows = std::vector<std::vector<std::string>>;

// RFC 4180, read by its grammar: independent of how the writer quotes.
Rows read_csv(const std::string& text) {
    Rows rows(1);
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') {
                cell += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cell += text[++i];
            } else {
                quoted = false;
            }
        } else if (c == '"') {
            EXPECT_TRUE(cell.empty()) << "a quote inside of a cell that is not quoted";
            quoted = true;
        } else if (c == ',') {
            rows.back().push_back(std::exchange(cell, {}));
        } else if (c == '\r') {
            EXPECT_EQ(text[i + 1], '\n');
            rows.back().push_back(std::exchange(cell, {}));
            rows.emplace_back();
            ++i;
        } else {
            EXPECT_NE(c, '\n') << "a line that does not end with CR LF";
            cell += c;
        }
    }
    EXPECT_FALSE(quoted);
    EXPECT_TRUE(rows.back().empty()) << "the last line ends with CR LF too";
    rows.pop_back();
    return rows;
}

std::string cell_of(const Rows& rows, std::size_t row, const std::string& column) {
    const auto found = std::find(rows[0].begin(), rows[0].end(), column);
    EXPECT_NE(found, rows[0].end()) << column;
    return rows.at(row).at(static_cast<std::size_t>(found - rows[0].begin()));
}

Record record_with(Parameters parameters) {
    Record record;
    record.timestamp = "2026-11-24T10:00:00Z";
    record.metric = *find_metric("ttft");
    record.value = 0.25;
    record.benchmark = "core/x";
    record.parameters = std::move(parameters);
    record.samples = {{0.25, 0.5}, {0.125}};
    return record;
}

TEST(RecordCsv, CellsAreQuotedWhereTheyMustBe) {
    EXPECT_EQ(csv_cell("plain µ"), "plain µ");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"x\""), "\"say \"\"x\"\"\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_cell("cr\r"), "\"cr\r\"");
    EXPECT_EQ(csv_cell(""), "");
}

TEST(RecordCsv, ColumnsAreTheUnionOfTheRunsParameters) {
    const std::vector<Record> records{record_with({{"threads", std::int64_t{2}}}),
                                      record_with({{"batch_size", std::int64_t{4}}, {"size", Bytes{4096}}})};
    const Rows rows = read_csv(records_to_csv(records, SystemProfile{}));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(cell_of(rows, 1, "parameters.threads"), "2");
    EXPECT_EQ(cell_of(rows, 1, "parameters.batch_size"), "");
    EXPECT_EQ(cell_of(rows, 2, "parameters.threads"), "");
    EXPECT_EQ(cell_of(rows, 2, "parameters.batch_size"), "4");
    EXPECT_EQ(cell_of(rows, 2, "parameters.size"), "4096");
    EXPECT_EQ(cell_of(rows, 1, "value"), "0.25");
    EXPECT_EQ(cell_of(rows, 1, "samples"), "[[0.25,0.5],[0.125]]");
    EXPECT_EQ(cell_of(rows, 1, "interval.low"), "");
    EXPECT_EQ(cell_of(rows, 1, "model"), "");
}

TEST(RecordCsv, HardwareIsFlattened) {
    SystemProfile profile;
    profile.cpu.model = "Some CPU, \"fast\"";
    profile.memory.total = gibibytes(8);
    const Rows rows = read_csv(records_to_csv({record_with({})}, profile));
    EXPECT_EQ(cell_of(rows, 1, "hardware.cpu.model"), "Some CPU, \"fast\"");
    EXPECT_EQ(cell_of(rows, 1, "hardware.memory.total_bytes"), "8589934592");
    EXPECT_EQ(cell_of(rows, 1, "hardware.cpu.cores"), "");
    EXPECT_EQ(cell_of(rows, 1, "hardware.gpus"), "[]");
}

TEST(RecordCsv, ARatioItsIntervalAndTensorTypesHaveColumns) {
    Record record = record_with({});
    record.reference = "core/x[variant=original]";
    record.ratio = 0.5;
    record.ratio_interval = Interval{0.95, 0.25, 0.75, "student_t_log_pair_ratios"};
    record.facts.tensor_bytes = {{"q4_K", 4096}, {"f32", 16}};
    const Rows rows = read_csv(records_to_csv({record, record_with({})}, SystemProfile{}));
    EXPECT_EQ(cell_of(rows, 1, "ratio"), "0.5");
    EXPECT_EQ(cell_of(rows, 1, "ratio_interval.low"), "0.25");
    EXPECT_EQ(cell_of(rows, 1, "ratio_interval.high"), "0.75");
    EXPECT_EQ(cell_of(rows, 1, "ratio_interval.method"), "student_t_log_pair_ratios");
    EXPECT_EQ(cell_of(rows, 1, "checkpoint.tensor_bytes.q4_K"), "4096");
    EXPECT_EQ(cell_of(rows, 1, "checkpoint.tensor_bytes.f32"), "16");
    EXPECT_EQ(cell_of(rows, 2, "ratio_interval.low"), "");
    EXPECT_EQ(cell_of(rows, 2, "checkpoint.tensor_bytes.f32"), "");
}

TEST(RecordCsv, TheGuidesKeysComeFirst) {
    Rows rows = read_csv(records_to_csv({record_with({})}, SystemProfile{}));
    rows[0].resize(6);
    EXPECT_THAT(rows[0], ElementsAre("timestamp", "model", "metric", "value", "unit", "hardware.fingerprint"));
}

TEST(RecordCsv, RecordsOfTwoMachinesStandInOneFile) {
    Json records = records_to_json({record_with({{"threads", std::int64_t{2}}})}, SystemProfile{});
    SystemProfile other;
    other.cpu.model = "Other CPU";
    records.push_back(records_to_json({record_with({})}, other).at(0));
    const Rows rows = read_csv(records_to_csv(records));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(cell_of(rows, 1, "hardware.cpu.model"), "");
    EXPECT_EQ(cell_of(rows, 2, "hardware.cpu.model"), "Other CPU");
    EXPECT_EQ(cell_of(rows, 2, "parameters.threads"), "");
}

TEST(RecordCsv, NoRecordsGiveAHeader) {
    const Rows rows = read_csv(records_to_csv({}, SystemProfile{}));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_THAT(rows[0], Contains("status_reason"));
}

RC_GTEST_PROP(RecordCsv, AnyRunIsRectangularAndKeepsItsWords, ()) {
    std::vector<Record> records;
    const int count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) records.push_back(arbitrary::record());
    const Rows rows = read_csv(records_to_csv(records, arbitrary::profile()));
    RC_ASSERT(rows.size() == records.size() + 1);
    for (const auto& row : rows) RC_ASSERT(row.size() == rows[0].size());
    auto columns = rows[0];
    std::sort(columns.begin(), columns.end());
    RC_ASSERT(std::adjacent_find(columns.begin(), columns.end()) == columns.end());
    for (std::size_t i = 0; i < records.size(); ++i) {
        RC_ASSERT(cell_of(rows, i + 1, "benchmark") == records[i].benchmark);
        RC_ASSERT(cell_of(rows, i + 1, "meaning") == records[i].metric.meaning);
        RC_ASSERT(cell_of(rows, i + 1, "status_reason") == records[i].status_reason.value_or(""));
    }
}

}  // namespace
}  // namespace inference_pio
