// piobench.toml and what commands make of it, through the real binary.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class ConfigCommand : public ::testing::Test {
protected:
    void SetUp() override {
        box_.write("bench/benchmark_one.sh", "#!/bin/sh\necho 'Latency: 12 ms'\n");
        box_.write("bench/benchmark_two.sh", "#!/bin/sh\necho 'Latency: 13 ms'\n");
        configure("[run]\nresults_dir = \"out\"\npaths = [\"bench\"]\npreset = \"daily\"\n"
                  "[axes]\nno_such_axis = 3\n[preset.daily]\npatterns = [\"bench/one\"]\nsampling = \"quick\"\n");
    }
    void configure(const std::string& text) const { box_.write("piobench.toml", text); }

    Sandbox box_;
};

TEST_F(ConfigCommand, PrintsValuesWithTheirOrigins) {
    const Finished shown = box_.shell("PIOBENCH_ENGINE=simulated $PIOBENCH config");
    EXPECT_EQ(shown.exit_code, 0) << shown.errors;
    EXPECT_THAT(shown.output, HasSubstr("results_dir = \"out\""));
    EXPECT_THAT(shown.output, HasSubstr("piobench.toml:2"));
    EXPECT_THAT(shown.output, HasSubstr("environment PIOBENCH_ENGINE"));
    EXPECT_TRUE(nlohmann::json::accept(box_.run({"config", "--json"}).output));
}

TEST_F(ConfigCommand, ARunTakesThePresetTheFoldersAndTheResultsFolder) {
    const Finished run = box_.shell("mkdir sub && cd sub && $PIOBENCH run");
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    const auto records = box_.records("out");
    ASSERT_FALSE(records.empty());
    for (const auto& record : records) EXPECT_EQ(record.at("benchmark"), "bench/one");
    EXPECT_EQ(find_record(records, "latency").at("process_count"), 9) << "quick: nine executions of a script";
    EXPECT_EQ(box_.run({"history", "list"}).exit_code, 0) << "the history lies in the results folder too";
}

TEST_F(ConfigCommand, TheCommandLineComesFirst) {
    const Finished run = box_.run({"run", "bench/two", "--results-dir", "elsewhere", "--quick"});
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_EQ(box_.records("elsewhere").at(0).at("benchmark"), "bench/two");
    EXPECT_FALSE(fs::exists(box_.path("out")));
}

TEST_F(ConfigCommand, AnUnknownKeyStopsEveryCommandThatReadsIt) {
    configure("[run]\nresult_dir = \"out\"\n");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"run"}, {"config"}, {"list"}, {"history", "list"}, {"compare"}, {"report"}}) {
        const Finished refused = box_.run(command);
        EXPECT_EQ(refused.exit_code, 2) << command.front();
        EXPECT_THAT(refused.errors, HasSubstr("piobench.toml:2")) << command.front();
        EXPECT_THAT(refused.errors, HasSubstr("did you mean 'results_dir'")) << command.front();
    }
    EXPECT_THAT(box_.run({"run", "--help"}).output, HasSubstr("--preset"));
}

TEST_F(ConfigCommand, AnUnknownPresetIsWrongUsage) {
    const Finished refused = box_.run({"run", "--preset", "dayly"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("did you mean 'daily'"));
}

}  // namespace
}  // namespace inference_pio
