#include "reporting/run_markdown.hpp"

#include <gmock/gmock.h>

#include "fakes/reported_run.hpp"
#include "fakes/sample_comparisons.hpp"
#include "golden/golden_file.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RunMarkdown, ForAnIssue) {
    auto run = reported_run();
    run.subject = {"1ec55bd0c2f1", true, "GNU 12.2.0", "-O3", "main"};
    expect_golden("run_report.md", format_run_markdown(run));
}

TEST(RunMarkdown, SaysWhatRanWhereHowNoisyAndHowItEnded) {
    const std::string text = format_run_markdown(reported_run());
    EXPECT_THAT(text, HasSubstr("8 cases of 5 benchmarks on AMD EPYC 9B14"));
    EXPECT_THAT(text, HasSubstr("Verdict: 6 ok, 1 unstable, 1 out\\_of\\_memory"));
    EXPECT_THAT(text, HasSubstr("samples disturbed"));
    EXPECT_THAT(text, HasSubstr("the case needs 9.1 GiB, 6.9 GiB are available"));
    EXPECT_THAT(text, HasSubstr("piobench run --seed 1\n"));
}

TEST(RunMarkdown, AnImportedRunHasNoCommandOfOurs) {
    auto run = reported_run();
    run.foreign = Foreign{"llama-bench", "b5163", "{}"};
    const std::string text = format_run_markdown(run);
    EXPECT_THAT(text, HasSubstr("Measured by llama-bench b5163, whose file was imported."));
    EXPECT_THAT(text, Not(HasSubstr("Measure it again")));
}

TEST(RunMarkdown, AValueThatIsNotThereIsADash) {
    auto run = reported_run();
    std::erase_if(run.records, [](const Record& record) { return record.status != Status::out_of_memory; });
    const std::string text = format_run_markdown(run);
    EXPECT_THAT(text, HasSubstr("| – | – |"));
    EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(RunMarkdown, NothingMeasuredAndInterrupted) {
    auto run = reported_run();
    run.records.clear();
    run.complete = false;
    const std::string text = format_run_markdown(run);
    EXPECT_THAT(text, HasSubstr("Nothing was measured on AMD EPYC 9B14"));
    EXPECT_THAT(text, HasSubstr("**Interrupted**"));
}

// Outside of code, which shows itself.
TEST(RunMarkdown, WordsOfWorkersAreNoMarkup) {
    auto run = reported_run();
    const std::string hostile = "<img src=x> | @someone #1 `code` ```\n# head\n**bold**";
    run.warnings = {hostile};
    run.command = "piobench run ````\n# out";
    run.profile.cpu.model = hostile;
    for (Record& record : run.records) {
        if (record.status != Status::ok) record.status_reason = hostile;
    }
    const std::string text = format_run_markdown(run);
    EXPECT_THAT(text, HasSubstr("- warning: &lt;img src=x&gt; &#124; @&#8203;someone #&#8203;1"));
    EXPECT_THAT(text, Not(HasSubstr("- warning: <img")));
    EXPECT_THAT(text, HasSubstr("\n`````\n")) << "a fence longer than the one in the command";
}

TEST(ReportMarkdown, HoldsEachRunAndTheComparison) {
    auto later = reported_run();
    later.id = "20261125T100000Z-aaaaaa";
    const Report report{"", "0.1.0", {reported_run(), later}, samples::one_regression().comparison};
    const std::string text = format_report_markdown(report);
    EXPECT_THAT(text, HasSubstr("## Run `20261124T100000Z-3f9a1c`"));
    EXPECT_THAT(text, HasSubstr("## Run `20261125T100000Z-aaaaaa`"));
    EXPECT_THAT(text, HasSubstr("\n## Comparison\n"));
    EXPECT_THAT(format_report_markdown({"", "0.1.0", {later}, {}}), Not(HasSubstr("Comparison")));
}

}  // namespace
}  // namespace inference_pio
