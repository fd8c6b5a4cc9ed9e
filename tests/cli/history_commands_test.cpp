// Runs that were stored: compared, gated, drawn, tagged, accepted, exported; through the real binary.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

// A simulated run on the branch main, then files made from it that claim to be of other commits: days apart, and
// slower by what a test wants.
class HistoryCommands : public ::testing::Test {
protected:
    void SetUp() override {
        const Finished run = box_.shell(
            "PIOBENCH_BRANCH=main $PIOBENCH run qwen3_0_6b/performance/generation --engine simulated --quick "
            "--param batch_size=1 --param sequence_length=128 --param new_tokens=32 --param depth=0 "
            "--results-dir results");
        ASSERT_EQ(run.exit_code, 0) << run.errors;
        box_.write("later.py", R"(
import json, os, shutil, sys
folder, day, commit, factor = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
run = json.load(open(os.path.join(folder, 'run.json')))
records = json.load(open(os.path.join(folder, 'results.json')))
year = 2027 if day > 0 else 2025
when = '%d-01-%02dT10:00:00Z' % (year, abs(day))
identity = '%d01%02dT100000Z-%06x' % (year, abs(day), abs(day))
run['id'], run['timestamp'] = identity, when
run['subject']['commit'], run['subject']['branch'], run['subject']['dirty'] = commit, sys.argv[5], False
for record in records:
    record['run'], record['timestamp'] = identity, when
    record['subject'] = run['subject']
    if record['metric'] == 'decode_fast' and record['value'] is not None:
        record['value'] *= factor
        for bound in ('low', 'high'):
            if record['interval']: record['interval'][bound] *= factor
        record['samples'] = [[value * factor for value in process] for process in record['samples']]
os.makedirs(identity, exist_ok=True)
json.dump(run, open(os.path.join(identity, 'run.json'), 'w'))
json.dump(records, open(os.path.join(identity, 'results.json'), 'w'))
print(identity)
)");
    }

    // Imports such a run; gives its id. A negative day lies years before the real run.
    std::string add(int day, const std::string& commit, double factor, const std::string& branch = "main") {
        const Finished made =
            box_.shell("python3 later.py " + box_.run_folder().string() + " " + std::to_string(day) + " " + commit +
                       " " + std::to_string(factor) + " " + branch);
        EXPECT_EQ(made.exit_code, 0) << made.errors;
        std::string id = made.output.substr(0, made.output.find('\n'));
        const Finished imported = piobench({"history", "import", id});
        EXPECT_EQ(imported.exit_code, 0) << imported.errors;
        return id;
    }

    // A run of a clean tree: the real one is of this very tree, which may have changes while it is worked on.
    void add_baseline() { add(1, "c1", 1.0); }

    [[nodiscard]] Finished piobench(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--results-dir", "results"});
        return box_.run(std::move(arguments));
    }

    Sandbox box_;
};

TEST_F(HistoryCommands, EveryRunIsInTheHistory) {
    const Finished list = piobench({"history", "list"});
    EXPECT_EQ(list.exit_code, 0) << list.errors;
    EXPECT_THAT(list.output, HasSubstr(box_.run_folder().filename().string()));
    EXPECT_THAT(list.output, HasSubstr("main"));
    EXPECT_TRUE(nlohmann::json::accept(piobench({"history", "list", "--json"}).output));
}

TEST_F(HistoryCommands, ASlowerRunIsFoundAndOnlyThat) {
    add_baseline();
    add(2, "c2", 1.0);
    const Finished same = piobench({"compare", "--json"});
    EXPECT_EQ(same.exit_code, 4) << "three processes a side settle nothing: " << same.output << same.errors;
    const auto steady = nlohmann::json::parse(same.output);
    for (const auto& row : steady.at("rows")) EXPECT_NE(row.at("verdict"), "regressed");
    add(3, "c3", 1.3);
    const Finished slower = piobench({"compare", "20270102T100000Z-000002", "latest"});
    EXPECT_EQ(slower.exit_code, 1) << slower.output << slower.errors;
    EXPECT_THAT(slower.output, HasSubstr("decode_fast"));
    const auto document = nlohmann::json::parse(piobench({"compare", "--json"}).output);
    int regressed = 0;
    for (const auto& row : document.at("rows")) regressed += row.at("verdict") == "regressed" ? 1 : 0;
    EXPECT_EQ(regressed, 1);
}

TEST_F(HistoryCommands, AMissingBaselineIsExitFive) {
    const Finished compared = piobench({"compare"});
    EXPECT_EQ(compared.exit_code, 5) << compared.output << compared.errors;
    EXPECT_THAT(compared.errors, HasSubstr("no baseline"));
    EXPECT_EQ(piobench({"gate"}).exit_code, 5);
    EXPECT_EQ(piobench({"gate", "--baseline", "release-9"}).exit_code, 5);
    EXPECT_EQ(box_.run({"gate", "--results-dir", "empty"}).exit_code, 2) << "no history at all: a wrong folder";
}

TEST_F(HistoryCommands, TheGateDoesNotAlarmOnWhatItCannotConfirm) {
    add_baseline();
    add(2, "c2", 1.5);
    const Finished unconfirmed = piobench({"gate", "--junit", "gate.xml"});
    EXPECT_EQ(unconfirmed.exit_code, 4) << unconfirmed.output << unconfirmed.errors;
    box_.write("piobench.toml", "[gate]\nconfirmations = 0\n");
    const Finished trusting = piobench(
        {"gate", "--config", "piobench.toml", "--junit", "gate.xml", "--markdown", "gate.md", "--github-annotations"});
    EXPECT_EQ(trusting.exit_code, 1) << trusting.output << trusting.errors;
    EXPECT_THAT(trusting.errors, HasSubstr("::error"));
    const Finished counted = box_.shell(
        "python3 -c \"import xml.etree.ElementTree as e; r = e.parse('gate.xml').getroot(); "
        "print(len(r.findall('.//failure')))\"");
    EXPECT_EQ(counted.output, "1\n") << counted.errors;
    EXPECT_THAT(box_.shell("cat gate.md").output, HasSubstr("decode_fast"));
}

TEST_F(HistoryCommands, TheGateMeasuresASuspicionAgainBeforeItAlarms) {
    add(-1, "c0", 0.7);
    const std::string real = box_.run_folder().filename().string();
    const Finished gate = piobench({"gate", real});
    EXPECT_EQ(gate.exit_code, 1) << gate.output << gate.errors;
    EXPECT_THAT(gate.errors, HasSubstr("confirming"));
    EXPECT_THAT(gate.output, HasSubstr("confirmed once"));
    EXPECT_THAT(gate.output, HasSubstr("decode_fast"));
}

TEST_F(HistoryCommands, AnAcceptedChangeDoesNotAlarm) {
    add_baseline();
    add(2, "c2", 1.5);
    EXPECT_EQ(piobench({"history", "accept", "qwen3_0_6b/*", "--reason", "safer sampling"}).exit_code, 0);
    box_.write("piobench.toml", "[gate]\nconfirmations = 0\ninconclusive = \"warn\"\n");
    const Finished gate = piobench({"gate", "--config", "piobench.toml", "--all"});
    EXPECT_EQ(gate.exit_code, 0) << gate.output << gate.errors;
    EXPECT_THAT(gate.output, HasSubstr("safer sampling"));
    EXPECT_EQ(piobench({"history", "accept", "qwen3_0_6b/*"}).exit_code, 2) << "without a reason";
}

TEST_F(HistoryCommands, TagsNameBaselinesAndTravelInAFile) {
    const std::string second = add(2, "c2", 1.0);
    EXPECT_EQ(piobench({"history", "tag", second, "release-1"}).exit_code, 0);
    add(3, "c3", 1.3, "fix-x");
    EXPECT_EQ(piobench({"history", "export", "baseline.ndjson", "--tag", "release-1"}).exit_code, 0);
    EXPECT_EQ(box_.run({"history", "import", "baseline.ndjson", "--results-dir", "elsewhere"}).exit_code, 0);
    EXPECT_THAT(box_.run({"history", "list", "--results-dir", "elsewhere"}).output, HasSubstr("release-1"));
    const Finished compared = piobench({"compare", "release-1", "latest"});
    EXPECT_EQ(compared.exit_code, 1) << compared.output << compared.errors;
    EXPECT_THAT(compared.output, HasSubstr("release-1"));
    EXPECT_EQ(piobench({"history", "rebuild"}).exit_code, 0);
    EXPECT_EQ(piobench({"compare", "release-1", "latest"}).exit_code, 1) << "the plain files hold all of it";
}

TEST_F(HistoryCommands, ASeriesIsDrawnWithItsStep) {
    for (int day = 2; day <= 20; ++day) add(day, "c" + std::to_string(day), day < 11 ? 1.0 : 1.1);
    const Finished shown = piobench({"history", "show", "qwen3_0_6b"});
    EXPECT_EQ(shown.exit_code, 0) << shown.errors;
    EXPECT_THAT(shown.output, HasSubstr("decode_fast"));
    EXPECT_THAT(shown.output, HasSubstr("c11"));
    const Finished document = piobench({"history", "show", "qwen3_0_6b", "--metric", "decode_fast", "--json"});
    const auto series = nlohmann::json::parse(document.output).at("series");
    ASSERT_EQ(series.size(), 1U);
    EXPECT_EQ(series.at(0).at("metric"), "decode_fast");
    EXPECT_EQ(series.at(0).at("points").back().at("commit"), "c20");
    EXPECT_EQ(series.at(0).at("steps").size(), 1U);
    EXPECT_EQ(piobench({"history", "show", "no_such_case"}).exit_code, 2);
}

TEST_F(HistoryCommands, BrokenFilesAreNamed) {
    box_.write("broken.json", "{\"half\":");
    const Finished imported = piobench({"history", "import", "broken.json"});
    EXPECT_EQ(imported.exit_code, 3) << imported.errors;
    EXPECT_THAT(imported.errors, HasSubstr("broken.json"));
    EXPECT_EQ(piobench({"compare", "broken.json", "latest"}).exit_code, 3);
}

}  // namespace
}  // namespace inference_pio
