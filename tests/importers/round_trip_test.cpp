// Every captured file becomes as many records as it holds measurements, and each value comes back to the last digit.
#include <gmock/gmock.h>

#include <cctype>
#include <map>
#include <set>

#include "importers/imported_fixture.hpp"
#include "importers/measurement_walks.hpp"

namespace inference_pio {
namespace {

using ::testing::IsEmpty;

class EveryFixture : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        text_ = fixture_text(GetParam());
        document_ = parse_foreign_document(text_).value();
        const Importer* importer = find_importer(document_);
        ASSERT_NE(importer, nullptr);
        tool_ = importer->tool;
        runs_ = import_fixture(GetParam());
    }

    std::string text_;
    ForeignDocument document_;
    std::string tool_;
    std::vector<ImportedRun> runs_;
};

TEST_P(EveryFixture, GivesAsManyRecordsAsItHoldsMeasurements) {
    WalkedFile walked = walk(tool_, text_, document_.by_line);
    std::vector<double> values;
    std::size_t failed = 0;
    for (const ImportedRun& run : runs_) {
        const auto read = written_and_read(run);
        ASSERT_TRUE(read) << read.error().message;
        for (const Record& record : read->records) {
            if (record.value) values.push_back(*record.value);
            failed += record.status == Status::failed ? 1 : 0;
        }
    }
    std::sort(values.begin(), values.end());
    std::sort(walked.values.begin(), walked.values.end());
    EXPECT_GT(values.size(), 3U);
    EXPECT_EQ(values, walked.values);
    EXPECT_EQ(failed, walked.failed);
}

TEST_P(EveryFixture, ComesBackFromItsPlainFilesAsItWas) {
    for (const ImportedRun& run : runs_) {
        const auto read = written_and_read(run);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, run);
    }
}

// All numbers of a JSON as they are printed, and all texts.
void collect(const Json& json, std::set<std::string>& numbers, std::set<std::string>& texts) {
    if (json.is_number()) numbers.insert(Json(json.get<double>()).dump());
    if (json.is_string()) texts.insert(json.get<std::string>());
    for (const auto& [key, value] : json.items()) {
        if (json.is_structured()) collect(value, numbers, texts);
    }
}

TEST_P(EveryFixture, LosesNothing) {
    std::set<std::string> numbers;
    std::set<std::string> texts;
    for (const ImportedRun& run : runs_) {
        collect(run_to_json(run), numbers, texts);
        collect(records_to_json(run.records, run.profile), numbers, texts);
        collect(Json(run.profile.cpu.frequency_current_hz.value_or(0) / 1e6), numbers, texts);
        if (run.profile.memory.total)
            collect(Json(static_cast<double>(run.profile.memory.total->count)), numbers, texts);
    }
    std::string all;
    for (const std::string& text : texts) all += text + "\n";
    // Words that stand in the records in another form: units, kinds of caches and of entries.
    const std::set<std::string> translated{"second",  "byte",      "Data",      "Instruction",
                                           "Unified", "iteration", "aggregate", "time"};
    std::set<std::string> wanted_numbers;
    std::set<std::string> wanted_texts;
    for (const Json& value : document_.values) collect(value, wanted_numbers, wanted_texts);
    std::vector<std::string> lost;
    for (const std::string& number : wanted_numbers) {
        // An option's number is a text: 99, not 99.0.
        const std::string whole = number.ends_with(".0") ? number.substr(0, number.size() - 2) : number;
        if (!numbers.contains(number) && all.find(whole) == std::string::npos) lost.push_back(number);
    }
    for (std::string text : wanted_texts) {
        while (text.ends_with(' ')) text.pop_back();  // some processors' names are padded
        if (!translated.contains(text) && all.find(text) == std::string::npos) lost.push_back(text);
    }
    EXPECT_THAT(lost, IsEmpty());
}

TEST_P(EveryFixture, HasAnIdOfItsContentAndOfNothingElse) {
    const auto later = read_foreign_runs(text_, "2031-01-01T00:00:00Z").value();
    const auto other = read_foreign_runs(text_ + "\n", kModifiedAt).value();
    ASSERT_EQ(later.size(), runs_.size());
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        EXPECT_EQ(later[i].id, runs_[i].id);
        EXPECT_NE(other[i].id, runs_[i].id);
        EXPECT_TRUE(runs_[i].id.starts_with(tool_ + "-")) << runs_[i].id;
        ASSERT_TRUE(runs_[i].foreign);
        EXPECT_EQ(runs_[i].foreign->tool, tool_);
    }
}

TEST_P(EveryFixture, GivesDefinitionsOfItsOwn) {
    for (const ImportedRun& run : runs_) {
        for (const Record& record : run.records) {
            EXPECT_EQ(find_metric(record.metric.name), nullptr) << record.metric.name;
            EXPECT_NE(record.metric.name.find('.'), std::string::npos) << record.metric.name;
            EXPECT_FALSE(record.metric.meaning.empty()) << record.metric.name;
            EXPECT_FALSE(record.metric.unit.empty()) << record.metric.name;
            ASSERT_TRUE(record.foreign);
            EXPECT_EQ(record.foreign->tool, tool_);
            EXPECT_EQ(record.run, run.id);
        }
    }
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Captured, EveryFixture, ::testing::ValuesIn(fixture_names()), name_of);

TEST(Fixtures, AreOfTwoVersionsOfEachTool) {
    std::map<std::string, std::size_t> files;
    for (const std::string& name : fixture_names()) {
        const auto document = parse_foreign_document(fixture_text(name)).value();
        std::size_t known = 0;
        for (const Importer& importer : importers()) known += importer.recognises(document) ? 1 : 0;
        EXPECT_EQ(known, 1U) << name << " is to be of exactly one tool";
        ++files[std::string(find_importer(document)->tool)];
    }
    for (const Importer& importer : importers()) EXPECT_GE(files[std::string(importer.tool)], 2U) << importer.tool;
}

}  // namespace
}  // namespace inference_pio
