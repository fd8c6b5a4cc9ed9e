#include "session/gate_session.hpp"

#include <gmock/gmock.h>

#include "fakes/dated_run.hpp"
#include "fakes/temporary_folder.hpp"
#include "session/history_session.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ComparedMetric row_of(const Record& record) {
    ComparedMetric row;
    row.benchmark = record.benchmark;
    row.parameters = record.parameters;
    row.metric = record.metric;
    row.statistic = record.statistic;
    row.deciding = true;
    row.verdict = Verdict::regressed;
    row.ratio = 1.2;
    row.baseline = row.candidate = 1;
    return row;
}

TEST(OptionsOfSuspects, AskForTheSameCasesAgain) {
    inference_pio::Run candidate = dated_run({});
    for (Record& record : candidate.records) {
        record.facts.engine->options = {{"threads", "2"}};
        record.facts.checkpoint_file = "/models/mine.gguf";
    }
    Comparison comparison;
    comparison.rows = {row_of(candidate.records[0])};
    const auto options = options_of_suspects(candidate, comparison, {0});
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_THAT(options->patterns, ElementsAre("qwen3_0_6b/performance/generation[batch_size=1]"));
    ASSERT_EQ(options->parameters.size(), 1U);
    EXPECT_EQ(options->parameters[0].axis, "batch_size");
    EXPECT_THAT(options->parameters[0].values, ElementsAre("1"));
    EXPECT_EQ(options->engine, "llama_cpp");
    EXPECT_EQ(options->engine_options.at("threads"), "2");
    EXPECT_EQ(options->model_file, "/models/mine.gguf");
}

TEST(OptionsOfSuspects, ARunWithoutTheRecordCannotBeAskedAgain) {
    Comparison comparison;
    comparison.rows = {row_of(dated_run({}).records[0])};
    comparison.rows[0].benchmark = "other";
    EXPECT_FALSE(options_of_suspects(dated_run({}), comparison, {0}));
}

TEST(DecideWithoutConfirmation, LetsAnAlarmStandAtOnce) {
    Comparison comparison;
    comparison.rows = {row_of(dated_run({}).records[0])};
    GateRules rules;
    rules.general.confirmations = 3;
    rules.rules.push_back({});
    rules.rules.back().confirmations = 2;
    EXPECT_EQ(decide_gate(comparison, rules).outcome, GateOutcome::inconclusive);
    EXPECT_EQ(decide_without_confirmation(comparison, rules).outcome, GateOutcome::regressed);
}

// A candidate of another machine cannot be measured again here: it stays a suspicion, said plainly.
TEST(GateStored, WhatCannotBeConfirmedIsNoAlarm) {
    const TemporaryFolder folder;
    ASSERT_TRUE(add_to_history(dated_run({.day = 1}), folder.path(), {}));
    ASSERT_TRUE(add_to_history(dated_run({.day = 2, .decode_fast = 0.03, .commit = "c2"}), folder.path(), {}));
    StoredComparisonOptions options;
    options.results_dir = folder.path();
    const auto report = gate_stored(options, {}, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->decision.outcome, GateOutcome::inconclusive);
    EXPECT_EQ(exit_code_of(*report), 4);
    ASSERT_FALSE(report->comparison.warnings.empty());
    EXPECT_THAT(report->comparison.warnings.back(), HasSubstr("could not be measured again"));
    options.configuration.gate.general.confirmations = 0;
    EXPECT_EQ(exit_code_of(*gate_stored(options, {}, {})), 1);
}

}  // namespace
}  // namespace inference_pio
