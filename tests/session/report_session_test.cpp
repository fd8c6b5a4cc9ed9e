#include "session/report_session.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/dated_run.hpp"
#include "fakes/embedded_report.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/temporary_folder.hpp"
#include "history/plain_runs.hpp"
#include "session/history_session.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace fs = std::filesystem;

class ReadReport : public ::testing::Test {
protected:
    // As `piobench run` leaves it: files, and a line in the history.
    fs::path add(const inference_pio::Run& run) {
        const fs::path folder = folder_.path() / run.id;
        EXPECT_TRUE(write_plain_run(run, folder));
        EXPECT_TRUE(add_to_history(run, folder_.path(), folder));
        return folder;
    }

    [[nodiscard]] Result<Report> read(std::vector<std::string> runs) {
        return read_report({folder_.path(), std::move(runs), {}}, SessionMachine{.clock = clock_});
    }

    TemporaryFolder folder_;
    FakeClock clock_;
};

TEST_F(ReadReport, TheLatestWithAllThatItsFilesHold) {
    add(dated_run({.day = 1}));
    inference_pio::Run second = dated_run({.day = 2});
    second.exemplars = {{second.records.front().case_name(), {{"prefill", Nanoseconds(1), Nanoseconds(2), -1}}}};
    add(second);
    const auto report = read({});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->generated, "2026-11-24T10:00:00Z");
    EXPECT_FALSE(report->program_version.empty());
    ASSERT_THAT(report->runs, SizeIs(1));
    EXPECT_EQ(reported_run_to_json(report->runs.front()), reported_run_to_json(second))
        << "samples and timelines too, which the store does not hold";
    EXPECT_FALSE(report->comparison);
}

TEST_F(ReadReport, ARunIsNamedByItsBeginningATagOrItsPath) {
    const auto first = dated_run({.day = 1});
    const fs::path folder = add(first);
    add(dated_run({.day = 2}));
    ASSERT_TRUE(open_history(folder_.path(), false)->tag_run(first.id, "release-1"));
    for (const std::string& name :
         {std::string("20261101"), std::string("release-1"), folder.string(), (folder / "results.json").string()}) {
        const auto report = read({name});
        ASSERT_TRUE(report) << name << ": " << report.error().message;
        EXPECT_EQ(report->runs.front().id, first.id) << name;
        EXPECT_EQ(report->runs.front().records.front().samples, first.records.front().samples) << name;
    }
    const auto none = read({"release-9"});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
}

TEST_F(ReadReport, FilesNeedNoHistory) {
    TemporaryFolder elsewhere;
    const auto run = dated_run({.day = 1});
    ASSERT_TRUE(write_plain_run(run, elsewhere.path() / "a"));
    EXPECT_TRUE(read({(elsewhere.path() / "a").string()}));
    EXPECT_TRUE(fs::is_empty(folder_.path())) << "nothing was made";
}

TEST_F(ReadReport, TheLastIsComparedWithTheFirst) {
    add(dated_run({.day = 1}));
    add(dated_run({.day = 2, .commit = "c2"}));
    add(dated_run({.day = 3, .decode_fast = 0.018, .commit = "c3"}));
    const auto report = read({"20261101", "20261102", "latest"});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_THAT(report->runs, SizeIs(3));
    ASSERT_TRUE(report->comparison);
    EXPECT_EQ(report->comparison->baseline.subject.commit, "c1");
    EXPECT_EQ(report->comparison->baseline.name, "20261101");
    EXPECT_EQ(report->comparison->candidate.subject.commit, "c3");
    EXPECT_EQ(report->comparison->candidate.name, "latest");
    EXPECT_THAT(report->comparison->findings, SizeIs(1));
    EXPECT_THAT(report->runs.back().warnings, IsEmpty());
}

TEST_F(ReadReport, UnlikeRunsAreReportedWithTheReason) {
    add(dated_run({.day = 1}));
    add(dated_run({.day = 2, .machine = "beef"}));
    const auto report = read({"20261101", "20261102"});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_FALSE(report->comparison);
    EXPECT_THAT(report->runs.back().warnings,
                ElementsAre(::testing::AllOf(HasSubstr("not compared with run 20261101T100000Z-000001"),
                                             HasSubstr("fingerprint"))));
}

TEST_F(ReadReport, ARunWhoseFilesAreGoneSaysWhatIsMissing) {
    const fs::path folder = add(dated_run({.day = 1}));
    fs::remove_all(folder);
    const auto report = read({"latest"});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_THAT(report->runs.front().warnings, ElementsAre(HasSubstr("its files are gone")));
    EXPECT_EQ(report->runs.front().records.front().value, dated_run({.day = 1}).records.front().value);
}

TEST_F(ReadReport, ABrokenFileIsNamed) {
    const fs::path folder = add(dated_run({.day = 1}));
    std::ofstream(folder / "results.json") << "[{";
    const auto report = read({"latest"});
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("results.json"));
}

TEST_F(ReadReport, HasTheHistoryOfTheLastRunsCasesThoseWithAStepFirst) {
    for (int day = 1; day <= 24; ++day) {
        inference_pio::Run run = dated_run({.day = day, .decode_fast = 0.014 + 0.0001 * (day % 2)});
        for (Record& record : run.records) {
            if (record.metric.name == "prefill_fast" && day > 12) {
                *record.value *= 1.2;
                record.interval->low *= 1.2;
                record.interval->high *= 1.2;
            }
            record.noise.disturbed_samples = day;
        }
        add(run);
    }
    const auto report = read({"latest"});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_THAT(report->histories, SizeIs(2)) << "of the metrics on which verdicts rest";
    const SeriesPicture& stepped = report->histories[0];
    EXPECT_EQ(stepped.metric.name, "prefill_fast");
    ASSERT_THAT(stepped.analysis.steps, SizeIs(1));
    EXPECT_EQ(stepped.analysis.steps[0].index, 12U);
    EXPECT_EQ(report->histories[1].metric.name, "decode_fast");
    ASSERT_THAT(stepped.labels, SizeIs(24));
    EXPECT_EQ(stepped.labels[4].disturbed_samples, 5);
    EXPECT_EQ(stepped.labels[4].branch, "main");
    EXPECT_TRUE(stepped.labels[4].interval);
    EXPECT_EQ(stepped.title(), "prefill_fast/2 of qwen3_0_6b/performance/generation[batch_size=1]");
}

TEST_F(ReadReport, OneRunHasNoHistory) {
    add(dated_run({.day = 1}));
    EXPECT_THAT(read({"latest"})->histories, IsEmpty());
}

TEST_F(ReadReport, TwoRunsNamedByPathMakeNoStore) {
    TemporaryFolder elsewhere;
    ASSERT_TRUE(write_plain_run(dated_run({.day = 1}), elsewhere.path() / "a"));
    ASSERT_TRUE(write_plain_run(dated_run({.day = 2, .commit = "c2"}), elsewhere.path() / "b"));
    const auto report = read({(elsewhere.path() / "a").string(), (elsewhere.path() / "b").string()});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->comparison);
    EXPECT_TRUE(fs::is_empty(folder_.path())) << "nothing was made";
}

TEST(MakeHtmlReport, NamesThePageThatIsMissing) {
    TemporaryFolder folder;
    const Report report{"", "0.1.0", {dated_run({})}, {}};
    const auto html = make_html_report(report, folder.path() / "share/report/index.html");
    ASSERT_FALSE(html);
    EXPECT_EQ(html.error().kind, ErrorKind::not_found);
    EXPECT_THAT(html.error().message, HasSubstr((folder.path() / "share/report/index.html").string()));
    EXPECT_THAT(html.error().remedy, HasSubstr("scripts/build"));
}

TEST(MakeHtmlReport, FillsThePageOrNamesIt) {
    TemporaryFolder folder;
    const Report report{"", "0.1.0", {dated_run({})}, {}};
    const auto html = make_html_report(report, PIO_TEST_DATA_DIR "/report/index.html");
    ASSERT_TRUE(html) << html.error().message;
    EXPECT_EQ(*parse_json(embedded_document(*html)), report_to_json(report));
    std::ofstream(folder.path() / "index.html") << "<html>";
    const auto refused = make_html_report(report, folder.path() / "index.html");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr((folder.path() / "index.html").string()));
}

TEST(MakeHtmlReport, OfTooManySamplesNoneIsInThePage) {
    Report report{"", "0.1.0", {dated_run({})}, {}};
    report.runs.front().records.front().samples = {std::vector<double>(kMostSamplesOfPage + 1, 0.5)};
    const auto html = make_html_report(report, PIO_TEST_DATA_DIR "/report/index.html");
    ASSERT_TRUE(html) << html.error().message;
    const std::string document = embedded_document(*html);
    EXPECT_THAT(document, HasSubstr("samples of the records are left out of this page"));
    EXPECT_LT(document.size(), kMostSamplesOfPage);
}

TEST(ReportPageFile, LiesBesideTheProgram) {
    EXPECT_EQ(report_page_file(), fs::canonical("/proc/self/exe").parent_path() / "share/report/index.html");
}

TEST(MakeCsvReport, HasTheRecordsOfAllRunsWithTheirMachines) {
    auto other = dated_run({.day = 2, .machine = "beef"});
    other.records.resize(1);
    const std::string csv = make_csv_report({"", "", {dated_run({.day = 1}), other}, {}});
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3 + 1);
    EXPECT_THAT(csv, HasSubstr("f00d"));
    EXPECT_THAT(csv, HasSubstr("beef"));
    EXPECT_THAT(csv, HasSubstr("20261102T100000Z-000002"));
}

}  // namespace
}  // namespace inference_pio
