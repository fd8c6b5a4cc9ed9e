// Two builds in turns, and the gate on them, through the real binary. Both sides are this very build; slowdowns are
// planted by the simulated engine, whose processes differ by a bias of their own.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DuetCommands : public ::testing::Test {
protected:
    [[nodiscard]] Finished piobench(const std::string& command, const std::string& more) const {
        return box_.shell("$PIOBENCH " + command +
                          " qwen3_0_6b/performance/generation --engine simulated --engine-option process_bias=0.005 "
                          "--engine-option process_counter=counter "
                          "--param batch_size=1 --param sequence_length=128 --param new_tokens=32 --param depth=0 "
                          "--results-dir results " +
                          more);
    }

    static std::string both() { return "--base " PIO_BINARY_DIR " --candidate " PIO_BINARY_DIR " "; }

    Sandbox box_;
};

TEST_F(DuetCommands, ABuildIsNotSlowerThanItself) {
    const Finished duet = piobench("duet", both());
    EXPECT_EQ(duet.exit_code, 0) << duet.output << duet.errors;
    EXPECT_THAT(duet.output, Not(HasSubstr("slower")));
    EXPECT_THAT(duet.output, HasSubstr("pairs.ndjson"));
}

TEST_F(DuetCommands, ASlowdownIsFoundWithItsSize) {
    const Finished duet = piobench("duet", both() + "--injected-slowdown 10% --json");
    EXPECT_EQ(duet.exit_code, 1) << duet.output << duet.errors;
    const auto document = nlohmann::json::parse(duet.output);
    bool found = false;
    for (const auto& row : document.at("rows")) {
        if (row.at("metric") != "decode_fast") continue;
        found = true;
        EXPECT_EQ(row.at("verdict"), "regressed");
        EXPECT_NEAR(row.at("ratio").get<double>(), 1.1, 0.02);
        EXPECT_LE(row.at("pairs").get<int>(), 24);
    }
    EXPECT_TRUE(found);
}

TEST_F(DuetCommands, TheGateConfirmsBeforeItAlarms) {
    const Finished gate = piobench("gate", both() + "--injected-slowdown 10% --junit gate.xml --markdown gate.md");
    EXPECT_EQ(gate.exit_code, 1) << gate.output << gate.errors;
    EXPECT_THAT(gate.errors, HasSubstr("confirming"));
    EXPECT_THAT(box_.shell("cat gate.xml").output, HasSubstr("<failure"));
    const Finished steady = piobench("gate", both());
    EXPECT_EQ(steady.exit_code, 0) << steady.output << steady.errors;
}

TEST_F(DuetCommands, TheGateTestsItself) {
    const Finished test = piobench("self-test gate", "--slowdown 10%");
    EXPECT_EQ(test.exit_code, 0) << test.output << test.errors;
    EXPECT_THAT(test.output, HasSubstr("self-test gate: passed"));
    const Finished hopeless = piobench("self-test gate", "--slowdown 0.1% --pairs 6");
    EXPECT_EQ(hopeless.exit_code, 1) << "a slowdown within the allowed difference is not to be found";
    EXPECT_THAT(hopeless.output, HasSubstr("did not fire"));
}

TEST_F(DuetCommands, AnInterruptKeepsWhatWasMeasured) {
    // Sleeping until every stamp, a pair takes seconds: the signal, sent when the first pair is on the disk, comes in
    // the midst of the second.
    const Finished duet = box_.shell(
        "$PIOBENCH duet " + both() +
        "qwen3_0_6b/performance/generation --engine simulated --engine-option mode=sleeping --param batch_size=1 "
        "--param sequence_length=128 --param new_tokens=32 --param depth=0 --results-dir results & duet=$!; "
        "until [ -s results/*-duet/pairs.ndjson ] || ! kill -0 $duet; do sleep 0.05; done; kill -INT $duet; "
        "wait $duet");
    EXPECT_EQ(duet.exit_code, 130) << duet.output << duet.errors;
    EXPECT_THAT(duet.output, HasSubstr("interrupted"));
    EXPECT_NE(box_.shell("cat results/*-duet/pairs.ndjson").output, "");
    EXPECT_THAT(box_.shell("cat results/*-duet/duet.json").output, HasSubstr("\"interrupted\": true"));
}

TEST_F(DuetCommands, PowerIsRecordedAndReplayed) {
    const Finished recorded = box_.shell(
        "$PIOBENCH self-test power qwen3_0_6b/performance/generation --engine simulated --param batch_size=1 "
        "--param sequence_length=128 --param new_tokens=32 --param depth=0 --slowdowns 0,10% --pairs 24 --duets 50 "
        "--results-dir power --json");
    ASSERT_EQ(recorded.exit_code, 0) << recorded.errors;
    const auto points = nlohmann::json::parse(recorded.output).at("points");
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].at("regressed"), 0);
    EXPECT_EQ(points[1].at("regressed"), 50);
    const Finished replayed = box_.shell("$PIOBENCH self-test power --replay power/*-power/pairs.ndjson --duets 50");
    EXPECT_EQ(replayed.exit_code, 0) << replayed.errors;
    EXPECT_THAT(replayed.output, HasSubstr("10.0 %"));
}

TEST_F(DuetCommands, TwoRevisionsAreBuiltAsTheConfigurationSays) {
    // The project's own build takes many minutes: here "building" a revision is pointing at this build.
    box_.write("piobench.toml", "[duet]\nbuild = \"mkdir -p build && ln -sfn " PIO_BINARY_DIR
                                " build/release\"\nbuild_folder = \"build/release\"\n");
    const Finished made = box_.shell(
        "git init -q . && git config user.email a@b.c && git config user.name a && mkdir benchmarks && "
        "touch benchmarks/x && git add -A && git commit -q -m one && touch y && git add -A && git commit -q -m two");
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    const Finished duet = box_.shell(
        "$PIOBENCH duet --git HEAD~1 HEAD qwen3_0_6b/performance/generation --path " PIO_SOURCE_DIR
        "/src/models/qwen3_0_6b/benchmarks/performance --engine simulated --param batch_size=1 --param new_tokens=32 "
        "--param sequence_length=128 --param depth=0 --config piobench.toml --results-dir results");
    EXPECT_EQ(duet.exit_code, 0) << duet.output << duet.errors;
    EXPECT_THAT(duet.errors, HasSubstr("building"));
    EXPECT_THAT(duet.output, HasSubstr("HEAD~1"));
}

TEST_F(DuetCommands, WhatMakesNoDuetIsSaid) {
    EXPECT_EQ(piobench("duet", "").exit_code, 2);
    const Finished nobody = piobench("duet", "--base " + box_.path("").string() + " --candidate " PIO_BINARY_DIR);
    EXPECT_EQ(nobody.exit_code, 5) << "nothing was comparable: " << nobody.output << nobody.errors;
    EXPECT_EQ(piobench("duet", "--git main HEAD --base " PIO_BINARY_DIR).exit_code, 2);
}

}  // namespace
}  // namespace inference_pio
