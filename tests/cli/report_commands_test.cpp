// Stored runs as reports, through the real binary.
#include <gmock/gmock.h>

#include <filesystem>

#include "cli/piobench_process.hpp"
#include "fakes/embedded_report.hpp"
#include "golden/golden_file.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ReportCommands : public ::testing::Test {
protected:
    void SetUp() override {
        const Finished run = box_.shell(
            "$PIOBENCH run qwen3_0_6b/performance/generation --engine simulated --quick "
            "--param batch_size=1 --param sequence_length=128,256 --param new_tokens=32 --param depth=0 "
            "--results-dir results");
        ASSERT_EQ(run.exit_code, 0) << run.errors;
        table_ = run.output.substr(0, run.output.find("\nresults:\n"));
        // A build's program with a page beside it, and one without.
        for (const char* folder : {"with_page", "without_page"}) {
            fs::create_directories(box_.path(folder));
            fs::copy_file(PIO_BINARY_DIR "/piobench", box_.path(folder) / "piobench");
        }
        fs::create_directories(box_.path("with_page/share/report"));
        fs::copy_file(PIO_TEST_DATA_DIR "/report/index.html", box_.path("with_page/share/report/index.html"));
    }

    [[nodiscard]] Finished report(const std::string& arguments, const std::string& build = "with_page") const {
        return box_.shell(build + "/piobench report " + arguments + " --results-dir results");
    }

    Sandbox box_;
    std::string table_;
};

TEST_F(ReportCommands, WithoutAnOptionTheTableOfTheRunIsPrinted) {
    const Finished latest = report("");
    EXPECT_EQ(latest.exit_code, 0) << latest.errors;
    EXPECT_THAT(latest.output, HasSubstr("TTFT"));
    EXPECT_EQ(latest.output, table_);
    EXPECT_EQ(report(box_.run_folder().string()).output, latest.output);
    EXPECT_EQ(report((box_.run_folder() / "results.json").string()).exit_code, 0);
}

TEST_F(ReportCommands, ThePageHoldsEveryRecord) {
    const Finished made = report("latest --html new/folder/report.html");
    EXPECT_EQ(made.exit_code, 0) << made.errors;
    EXPECT_EQ(made.output, "");
    const std::string html = read_text_file(box_.path("new/folder/report.html"));
    EXPECT_THAT(html, HasSubstr("<p>After the data.</p>"));
    const auto document = nlohmann::json::parse(embedded_document(html));
    EXPECT_EQ(document.at("schema"), "inference-pio/report/1");
    const auto& run = document.at("runs").at(0);
    nlohmann::json records = nlohmann::json::array();
    for (const auto& one : run.at("cases")) {
        for (const auto& own : one.at("records")) {
            nlohmann::json record = run.at("shared");
            record.update(one.at("shared"));
            record.update(own);
            records.push_back(record);
        }
    }
    EXPECT_EQ(records, box_.records());
    EXPECT_GT(records.size(), 10U);
}

TEST_F(ReportCommands, WithoutThePageNothingIsWritten) {
    const Finished made = report("latest --html report.html --csv report.csv", "without_page");
    EXPECT_EQ(made.exit_code, 2);
    EXPECT_THAT(made.errors, HasSubstr("without_page/share/report/index.html"));
    EXPECT_THAT(made.errors, HasSubstr("scripts/build"));
    EXPECT_FALSE(fs::exists(box_.path("report.html")));
    EXPECT_FALSE(fs::exists(box_.path("report.csv")));
    EXPECT_EQ(report("latest --csv report.csv", "without_page").exit_code, 0);
}

TEST_F(ReportCommands, StandardOutputTakesOneOfThem) {
    const Finished markdown = report("latest --markdown - --csv records.csv");
    EXPECT_EQ(markdown.exit_code, 0) << markdown.errors;
    EXPECT_TRUE(markdown.output.starts_with("# Inference-PIO Bench\n"));
    EXPECT_EQ(read_text_file(box_.path("records.csv")), read_text_file(box_.run_folder() / "results.csv"));
    const auto document = nlohmann::json::parse(report("latest --json -").output);
    EXPECT_EQ(document.at("runs").size(), 1U);
    EXPECT_EQ(embedded_document(report("latest --html -").output).substr(0, 1), "{");
    const Finished both = report("latest --markdown - --json -");
    EXPECT_EQ(both.exit_code, 2);
    EXPECT_EQ(both.output, "");
}

// Serves in the background, asks for the page, and ends it as Ctrl-C does.
TEST_F(ReportCommands, IsServedUntilCtrlC) {
    box_.write("look.py", R"(
import os, signal, subprocess, sys, urllib.error, urllib.request
server = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
address = server.stdout.readline().strip()
with urllib.request.urlopen(address) as answer:
    print(answer.status, answer.read().decode().count("connect-src 'self'"))
try:
    urllib.request.urlopen(address.rsplit('/', 2)[0] + '/')
except urllib.error.HTTPError as error:
    print(error.code)
server.send_signal(signal.SIGINT)
print(server.wait(30))
)");
    const Finished looked =
        box_.shell("python3 look.py with_page/piobench report latest --serve --results-dir results");
    EXPECT_EQ(looked.output, "200 1\n403\n0\n") << looked.errors;
    EXPECT_THAT(looked.errors, HasSubstr("Ctrl-C"));
    EXPECT_EQ(report("latest --serve --html x.html").exit_code, 2);
    EXPECT_EQ(report("latest --serve", "without_page").exit_code, 2);
}

TEST_F(ReportCommands, ARunIsWatched) {
    box_.write("watch.py", R"(
import json, subprocess, sys, urllib.request
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if 'http://' in line:
        break
address = line[line.index('http://'):].strip()
version, state = 0, 'measuring'
while state == 'measuring':
    with urllib.request.urlopen(address + 'report.json?after=%d' % version) as answer:
        if answer.status == 200:
            live = json.load(answer)['live']
            version, state = live['version'], live['state']
run.communicate()
print(state, run.returncode)
)");
    const Finished watched = box_.shell(
        "python3 watch.py with_page/piobench run qwen3_0_6b/performance/generation --engine simulated --quick --watch "
        "--param batch_size=1 --param sequence_length=128 --param new_tokens=32 --param depth=0 --results-dir watched");
    EXPECT_EQ(watched.output, "ended 0\n") << watched.errors;
    const Finished refused = box_.shell("without_page/piobench run core --watch --quick --results-dir refused");
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_FALSE(fs::exists(box_.path("refused"))) << "nothing was measured";
}

TEST_F(ReportCommands, ChartsAreDrawnByNode) {
    box_.write("with_page/share/report/draw_svg.mjs", "");
    box_.write("node", "#!/bin/sh\ncat > \"$2/given.json\"; echo memory.svg\n");
    const Finished drawn = box_.shell(
        "chmod +x node; PIO_NODE=$PWD/node with_page/piobench report latest --svg charts --results-dir results");
    EXPECT_EQ(drawn.exit_code, 0) << drawn.errors;
    EXPECT_EQ(drawn.output, "charts/memory.svg\n");
    EXPECT_EQ(nlohmann::json::parse(read_text_file(box_.path("charts/given.json"))).at("schema"),
              "inference-pio/report/1");
    const Finished without =
        box_.shell("PIO_NODE=/nowhere with_page/piobench report latest --svg charts --results-dir results");
    EXPECT_EQ(without.exit_code, 3);
    EXPECT_THAT(without.errors, HasSubstr("Node.js"));
}

TEST_F(ReportCommands, AKilledRunIsReportedFromItsJournal) {
    fs::create_directories(box_.path("killed"));
    fs::copy_file(box_.run_folder() / "journal.ndjson", box_.path("killed/journal.ndjson"));
    const Finished made = report("killed --json -");
    EXPECT_EQ(made.exit_code, 0) << made.errors;
    const auto document = nlohmann::json::parse(made.output);
    EXPECT_EQ(document.at("runs").at(0).at("cases").size(), 2U);
    EXPECT_THAT(document.at("runs").at(0).at("warnings").dump(), HasSubstr("was killed"));
}

TEST_F(ReportCommands, TwoRunsAreCompared) {
    const std::string first = box_.run_folder().filename().string();
    const Finished document = report(first + " " + first + " --json -");
    EXPECT_EQ(document.exit_code, 0) << document.errors;
    const auto json = nlohmann::json::parse(document.output);
    EXPECT_EQ(json.at("runs").size(), 2U);
    EXPECT_FALSE(json.at("comparison").is_null());
    const auto compared = nlohmann::json::parse(
        box_.shell("$PIOBENCH compare " + first + " " + first + " --json --results-dir results").output);
    EXPECT_EQ(json.at("comparison"), compared);
}

TEST_F(ReportCommands, WhatIsWrongIsNamed) {
    EXPECT_EQ(report("no-such-run").exit_code, 2);
    EXPECT_EQ(box_.run({"report", "--results-dir", "empty"}).exit_code, 2) << "no history: a wrong folder";
    box_.write("broken/results.json", "[{");
    const Finished broken = report("broken");
    EXPECT_EQ(broken.exit_code, 3);
    EXPECT_THAT(broken.errors, HasSubstr("broken/results.json"));
    box_.write("a_file", "");
    const Finished unwritable = report("latest --csv a_file/report.csv");
    EXPECT_EQ(unwritable.exit_code, 3);
    EXPECT_THAT(unwritable.errors, HasSubstr("a_file"));
}

TEST_F(ReportCommands, HelpTeaches) {
    const Finished help = box_.run({"report", "--help"});
    EXPECT_EQ(help.exit_code, 0);
    for (const char* word : {"--html", "--markdown", "--csv", "--json", "Examples:", "Exit codes:"}) {
        EXPECT_THAT(help.output, HasSubstr(word));
    }
}

}  // namespace
}  // namespace inference_pio
