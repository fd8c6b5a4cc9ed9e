#include "judgement/comparability.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/arbitrary_record.hpp"
#include "judgement/stored_runs.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kGeneration = "qwen3_0_6b/performance/generation";

std::vector<Record> generation(std::int64_t batch = 1) {
    return {steady_record(kGeneration, one_batch(batch), "ttft", 0.3),
            steady_record(kGeneration, one_batch(batch), "decode_fast", 0.016),
            stored_record(kGeneration, one_batch(batch), "peak_memory", std::vector<double>(8, 642e6))};
}

TEST(ComparisonKey, HasItsPartsInOrder) {
    const Record record = generation()[1];
    std::vector<std::string> names;
    for (const KeyPart& part : comparison_key(record)) names.push_back(part.name);
    EXPECT_THAT(names, ElementsAre("benchmark", "parameters", "metric", "definition", "statistic", "engine.name",
                                   "engine.options", "checkpoint.digest"));
    EXPECT_EQ(comparison_key_text(record),
              "benchmark=qwen3_0_6b/performance/generation|parameters=batch_size=1,threads=2|metric=decode_fast|"
              "definition=decode_fast/2|statistic=median|engine.name=llama_cpp|engine.options=flash_attention=auto|"
              "checkpoint.digest=9f86d081884c7d65");
}

TEST(ComparisonKey, TheSubjectIsNoPartOfIt) {
    const Record record = generation()[0];
    Record other = record;
    other.subject = {"abc", true, "clang", "-O2", "topic"};
    other.facts.engine->version = "0.6.0";
    other.facts.engine->features = {"AVX512"};
    other.seed = 7;
    other.value = 17;
    EXPECT_EQ(comparison_key_text(record), comparison_key_text(other));
}

TEST(ComparisonKey, TheOrderOfAxesIsNoDifference) {
    Record record = generation()[0];
    Record other = record;
    other.parameters = {{"threads", std::int64_t{2}}, {"batch_size", std::int64_t{1}}};
    EXPECT_EQ(comparison_key_text(record), comparison_key_text(other));
}

TEST(ComparisonKey, NoValueImitatesItsNeighbours) {
    Record record = generation()[0];
    Record other = record;
    record.facts.engine->options = {{"a", "1,b=2"}};
    other.facts.engine->options = {{"a", "1"}, {"b", "2"}};
    EXPECT_NE(comparison_key_text(record), comparison_key_text(other));
    record = other;
    record.facts.engine->name = "x|engine.options=";
    EXPECT_NE(comparison_key_text(record), comparison_key_text(other));
    other.facts.engine->name = "two\nlines";
    EXPECT_THAT(comparison_key_text(other), Not(HasSubstr("\n")));
}

TEST(ComparisonKey, AMetricOfAScriptIsToldByItsUnitToo) {
    Record record = generation()[0];
    record.metric.name = "score";
    record.metric.unit = "ms";
    Record other = record;
    other.metric.unit = "s";
    EXPECT_EQ(comparison_key(record)[3].value, "score/1 (ms)");
    EXPECT_NE(comparison_key_text(record), comparison_key_text(other));
}

RC_GTEST_PROP(ComparisonKey, ItsTextIsTheSameExactlyForTheSameKey, ()) {
    const Record a = arbitrary::record();
    const Record b = arbitrary::record();
    RC_ASSERT((comparison_key(a) == comparison_key(b)) == (comparison_key_text(a) == comparison_key_text(b)));
    RC_ASSERT(comparison_key_text(a) == comparison_key_text(a));
}

TEST(MatchRecords, PairsByKeyInTheCandidatesOrder) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate = baseline;
    std::reverse(candidate.records.begin(), candidate.records.end());
    candidate.records.front().facts.engine->version = "0.6.0";
    const MatchedRecords matched = match_records(baseline, candidate);
    EXPECT_THAT(matched.pairs, ElementsAre(RecordPair{2, 0}, RecordPair{1, 1}, RecordPair{0, 2}));
    EXPECT_THAT(matched.unlike, IsEmpty());
}

TEST(MatchRecords, AnotherMachineIsRefusedFieldByField) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate = baseline;
    candidate.profile.cpu.model = "Intel Xeon";
    candidate.profile.cpu.cores = 4;
    const MatchedRecords matched = match_records(baseline, candidate);
    EXPECT_THAT(matched.pairs, IsEmpty());
    EXPECT_THAT(matched.unlike, ElementsAre(Unlike{"", "", "fingerprint: cpu.model", "AMD EPYC 9B14", "Intel Xeon"},
                                            Unlike{"", "", "fingerprint: cpu.cores", "", "4"}));
}

TEST(MatchRecords, AFingerprintOfUnknownFieldsIsBelieved) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate = baseline;
    candidate.profile.fingerprint = "0000000000000000";
    EXPECT_THAT(match_records(baseline, candidate).unlike,
                ElementsAre(Unlike{"", "", "fingerprint", "4f1c09b2a7d35e68", "0000000000000000"}));
}

TEST(MatchRecords, AnotherCheckpointIsOneReasonForTheWholeCase) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate = baseline;
    for (Record& record : candidate.records) record.facts.checkpoint_digest = "ffff";
    const MatchedRecords matched = match_records(baseline, candidate);
    EXPECT_THAT(matched.pairs, IsEmpty());
    EXPECT_THAT(matched.unlike, ElementsAre(Unlike{baseline.records[0].case_name(), "", "checkpoint.digest",
                                                   "9f86d081884c7d65", "ffff"}));
}

TEST(MatchRecords, AnotherDefinitionIsNamed) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate = baseline;
    candidate.records[1].metric.version = 3;
    candidate.records[1].statistic = "fast_quartile";
    const MatchedRecords matched = match_records(baseline, candidate);
    EXPECT_THAT(matched.pairs, ElementsAre(RecordPair{0, 0}, RecordPair{2, 2}));
    EXPECT_THAT(matched.unlike, ElementsAre(Unlike{baseline.records[0].case_name(), "decode_fast", "definition",
                                                   "decode_fast/2", "decode_fast/3"}));
}

TEST(MatchRecords, StatisticsOfADistributionKeepToTheirKind) {
    std::vector<Record> records;
    for (const char* statistic : {"p50", "p90", "p99"}) {
        records.push_back(steady_record(kGeneration, one_batch(1), "itl", 0.016));
        records.back().statistic = statistic;
    }
    const inference_pio::Run baseline = stored_run("a", records);
    inference_pio::Run candidate = baseline;
    std::swap(candidate.records[0], candidate.records[2]);
    EXPECT_THAT(match_records(baseline, candidate).pairs,
                ElementsAre(RecordPair{2, 0}, RecordPair{1, 1}, RecordPair{0, 2}));
}

TEST(MatchRecords, WhatOnlyOneSideHasIsMissing) {
    inference_pio::Run baseline = stored_run("a", generation(1));
    inference_pio::Run candidate = stored_run("b", generation(1));
    candidate.records.erase(candidate.records.begin() + 1);
    for (const Record& record : generation(4)) baseline.records.push_back(record);
    for (const Record& record : generation(8)) candidate.records.push_back(record);
    const std::string name = std::string(kGeneration) + "[batch_size={},threads=2]";
    EXPECT_THAT(match_records(baseline, candidate).unlike,
                ElementsAre(Unlike{fmt::format(fmt::runtime(name), 1), "decode_fast", "missing", "ok", "missing"},
                            Unlike{fmt::format(fmt::runtime(name), 8), "", "missing", "missing", "ok"},
                            Unlike{fmt::format(fmt::runtime(name), 4), "", "missing", "ok", "missing"}));
}

TEST(MatchRecords, ACaseThatFailsNowMakesOnePair) {
    const inference_pio::Run baseline = stored_run("a", generation());
    inference_pio::Run candidate =
        stored_run("b", {failed_record(kGeneration, one_batch(1), "ttft", "the worker crashed")});
    EXPECT_THAT(match_records(baseline, candidate).pairs, ElementsAre(RecordPair{0, 0}));
    EXPECT_THAT(match_records(baseline, candidate).unlike, IsEmpty());
    candidate.records[0].metric = *find_metric("latency");  // what a case falls back on that says nothing of itself
    EXPECT_THAT(match_records(baseline, candidate).pairs, ElementsAre(RecordPair{1, 0})) << "what decides there";
    EXPECT_THAT(match_records(candidate, baseline).pairs, ElementsAre(RecordPair{0, 1}));
}

TEST(MatchRecords, AFailedCaseMayLackWhatItsPreparationWouldHaveFound) {
    std::vector<Record> records = generation();
    for (Record& record : records) record.parameters.set("weight_type", std::string("q4_0"));
    const inference_pio::Run baseline = stored_run("a", records);
    inference_pio::Run candidate = stored_run("b", {failed_record(kGeneration, one_batch(1), "ttft", "no such file")});
    EXPECT_THAT(match_records(baseline, candidate).pairs, ElementsAre(RecordPair{0, 0}));
    candidate.records[0].facts.engine = EngineFacts{"simulated", "1", {}, {}};
    EXPECT_THAT(match_records(baseline, candidate).unlike,
                ElementsAre(Unlike{candidate.records[0].case_name(), "", "engine.name", "llama_cpp", "simulated"}));
    candidate.records[0] = failed_record(kGeneration, one_batch(2), "ttft", "no such file");
    EXPECT_THAT(match_records(baseline, candidate).pairs, IsEmpty());
}

TEST(MatchRecords, TheMachinesCeilingsAreNoCase) {
    inference_pio::Run baseline = stored_run("a", generation());
    baseline.records.push_back(steady_record(std::string(kCeilingsBenchmark), {}, "peak_flops", 1e11));
    const MatchedRecords matched = match_records(baseline, baseline);
    EXPECT_EQ(matched.pairs.size(), 3U);
    EXPECT_THAT(matched.unlike, IsEmpty());
}

RC_GTEST_PROP(MatchRecords, ARunMatchesItself, ()) {
    inference_pio::Run run = arbitrary::run();
    run.records.resize(std::min<std::size_t>(run.records.size(), 1));
    const MatchedRecords matched = match_records(run, run);
    RC_ASSERT(matched.unlike.empty());
    RC_ASSERT(matched.pairs.size() == run.records.size());
}

}  // namespace
}  // namespace inference_pio
