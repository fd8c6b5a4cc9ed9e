#include "reporting/html_report.hpp"

#include <gmock/gmock.h>

#include "fakes/embedded_report.hpp"
#include "fakes/reported_run.hpp"
#include "golden/golden_file.hpp"
#include "reporting/report_document.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string page() { return read_text_file(PIO_TEST_DATA_DIR "/report/index.html"); }

TEST(HtmlReport, IsThePageWithTheDocumentInIt) {
    const Json document = report_to_json({"2026-11-24T10:15:00Z", "0.1.0", {reported_run()}, {}});
    const auto html = format_html_report(document, page());
    ASSERT_TRUE(html) << html.error().message;
    EXPECT_EQ(*parse_json(embedded_document(*html)), document);
    EXPECT_THAT(*html, Not(HasSubstr(std::string(kReportDataToken))));
    const std::string before = page().substr(0, page().find(kReportDataToken));
    const std::string after = page().substr(page().find(kReportDataToken) + kReportDataToken.size());
    EXPECT_TRUE(html->starts_with(before));
    EXPECT_TRUE(html->ends_with(after));
}

TEST(HtmlReport, APageWithoutThePlaceOrWithTwoIsRefused) {
    for (const std::string& wrong : {std::string(), std::string("<html></html>"), page() + page()}) {
        const auto html = format_html_report(Json::object(), wrong);
        ASSERT_FALSE(html);
        EXPECT_EQ(html.error().kind, ErrorKind::malformed);
        EXPECT_THAT(html.error().message, HasSubstr("@REPORT_DATA@"));
        EXPECT_THAT(html.error().remedy, HasSubstr("scripts/build"));
    }
}

TEST(HtmlReport, OnlyAServedPageMayAskItsServer) {
    const Json document = report_to_json({"", "0.1.0", {reported_run()}, {}});
    const auto file = format_html_report(document, page());
    const auto served = format_served_report(document, page());
    ASSERT_TRUE(file && served);
    EXPECT_THAT(*file, HasSubstr("connect-src 'none'"));
    EXPECT_THAT(*served, Not(HasSubstr("connect-src 'none'")));
    EXPECT_THAT(*served, HasSubstr("connect-src 'self'"));
    EXPECT_EQ(embedded_document(*served), embedded_document(*file));
    const auto refused = format_served_report(document, "<html>@REPORT_DATA@</html>");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("connect-src 'none'"));
}

TEST(HtmlReport, HostileWordsAreDataAndComeBackWhole) {
    auto run = reported_run();
    const std::vector<std::string> words{"</script><script>alert(1)</script>",
                                         "<!-- <script>",
                                         "@REPORT_DATA@",
                                         std::string("zero\0byte", 9),
                                         "\u202Egnp.exe \u2066\u200F",
                                         std::string(10'000, 'x'),
                                         "\"quotes\" 'and' \\ back",
                                         "line\nbreak\r\n\t"};
    run.warnings = words;
    run.records.front().status_reason = words.front();
    const auto html = format_html_report(report_to_json({"", "", {run}, {}}), page());
    ASSERT_TRUE(html);
    EXPECT_THAT(*html, Not(HasSubstr("alert")));
    EXPECT_THAT(*html, Not(HasSubstr(std::string(kReportDataToken))));
    const auto document = parse_json(embedded_document(*html));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->at("runs").at(0).at("warnings"), Json(words));
}

TEST(HtmlReport, BytesThatAreNoUtf8LeaveADocumentThatCanBeRead) {
    const auto html = format_html_report({{"word", "a\xff\xfe"}}, page());
    ASSERT_TRUE(html);
    EXPECT_EQ(parse_json(embedded_document(*html))->at("word"), "a\uFFFD\uFFFD");
}

}  // namespace
}  // namespace inference_pio
