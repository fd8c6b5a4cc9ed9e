#include <gtest/gtest.h>

#include "execution/summary.hpp"

namespace inference_pio {
namespace {

SampleData sample(std::string_view metric, double value, std::string span, bool warmup = false) {
    SampleData data;
    data.warmup = warmup;
    data.metrics[std::string(metric)] = {value};
    if (!span.empty()) data.spans = {{std::move(span), Nanoseconds(1), Nanoseconds(2), -1}};
    return data;
}

CaseOutcome outcome_of(std::vector<std::vector<SampleData>> visits) {
    CaseOutcome outcome;
    outcome.id.benchmark = "m/performance/generation";
    for (auto& samples : visits) {
        Visit visit;
        visit.samples = std::move(samples);
        outcome.visits.push_back(std::move(visit));
    }
    return outcome;
}

TEST(Exemplar, IsTheMedianSampleOverAllProcesses) {
    const auto exemplar =
        exemplar_of(outcome_of({{sample("e2e_latency", 9, "warm", true), sample("e2e_latency", 3, "c")},
                                {sample("e2e_latency", 1, "a"), sample("e2e_latency", 2, "b")}}));
    ASSERT_TRUE(exemplar);
    EXPECT_EQ(exemplar->spans.at(0).name, "b");
    EXPECT_EQ(exemplar->case_name, "m/performance/generation");
}

TEST(Exemplar, OfTwoIsTheFasterOne) {
    const auto exemplar = exemplar_of(outcome_of({{sample("e2e_latency", 3, "c"), sample("e2e_latency", 2, "b")}}));
    EXPECT_EQ(exemplar->spans.at(0).name, "b");
}

TEST(Exemplar, SamplesWithoutSpansDoNotCount) {
    const auto exemplar = exemplar_of(outcome_of(
        {{sample("e2e_latency", 1, ""), sample("e2e_latency", 2, ""), sample("e2e_latency", 3, "only one")}}));
    EXPECT_EQ(exemplar->spans.at(0).name, "only one");
    EXPECT_EQ(exemplar_of(outcome_of({{sample("e2e_latency", 1, "")}})), std::nullopt);
    EXPECT_EQ(exemplar_of(outcome_of({})), std::nullopt);
}

TEST(Exemplar, WithoutAnE2eLatencyTheFirstMetricDecides) {
    const auto exemplar = exemplar_of(
        outcome_of({{sample("latency", 5, "slow"), sample("latency", 4, "middle"), sample("latency", 1, "fast")}}));
    EXPECT_EQ(exemplar->spans.at(0).name, "middle");
}

TEST(Exemplar, HasTheGapsOfEachSequence) {
    CaseOutcome outcome = outcome_of({{sample("e2e_latency", 5, "a")}});
    SampleData& only = outcome.visits[0].samples[0];
    EXPECT_TRUE(exemplar_of(outcome)->token_gaps_s.empty());
    only.metrics["itl"] = {1, 2, 3, 4, 5, 6};
    using Gaps = std::vector<std::vector<double>>;
    EXPECT_EQ(exemplar_of(outcome)->token_gaps_s, (Gaps{{1, 2, 3, 4, 5, 6}}));
    outcome.id.parameters = {{"batch_size", std::int64_t{2}}};
    EXPECT_EQ(exemplar_of(outcome)->token_gaps_s, (Gaps{{1, 2, 3}, {4, 5, 6}}));
    outcome.id.parameters = {{"batch_size", std::int64_t{4}}};
    EXPECT_TRUE(exemplar_of(outcome)->token_gaps_s.empty()) << "six gaps are not of four sequences alike";
    outcome.id.parameters = {{"batch_size", std::int64_t{0}}};
    EXPECT_EQ(exemplar_of(outcome)->token_gaps_s.size(), 1U);
}

TEST(Exemplar, ItsNameIsTheRecords) {
    CaseOutcome outcome = outcome_of({{sample("latency", 5, "a")}});
    outcome.visits[0].facts.parameters = {{"weight_type", std::string("q8_0")}};
    EXPECT_EQ(exemplar_of(outcome)->case_name, summarise_case(outcome, {}).at(0).case_name());
    EXPECT_EQ(exemplar_of(outcome)->case_name, "m/performance/generation[weight_type=q8_0]");
}

}  // namespace
}  // namespace inference_pio
