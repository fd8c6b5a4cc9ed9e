#include "execution/utilization.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "execution/summary.hpp"
#include "fakes/machine_ceilings.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

SampleData sample(std::map<std::string, std::vector<double>, std::less<>> metrics) {
    SampleData data;
    data.metrics = std::move(metrics);
    return data;
}

CaseOutcome case_with(const CaseCosts& costs, std::vector<std::vector<SampleData>> processes) {
    CaseOutcome outcome;
    outcome.id = {"qwen3_0_6b/performance/generation", "performance", "qwen3_0_6b", {{"batch_size", std::int64_t{2}}}};
    outcome.timestamp = "2026-11-24T10:00:00Z";
    for (auto& samples : processes) {
        Visit visit;
        visit.facts.costs = costs;
        visit.samples = std::move(samples);
        outcome.visits.push_back(std::move(visit));
    }
    return outcome;
}

// A step reads 400 MB and takes 2 GFLOP; the prefill 500 MB and 100 GFLOP.
constexpr const char* kType = "q4_0";
CaseCosts generation_costs() { return {4e8, 2e9, 5e8, 1e11, 2, kType, 2}; }

std::vector<CaseOutcome> both_ceilings() {
    return {ceiling("pattern", "read", 2, {{19e9, 20e9}, {18e9, 17e9}}), ceiling("pattern", "triad", 2, {{99e9}}),
            ceiling("pattern", "read", 1, {{12e9}}), ceiling("weight_type", kType, 2, {{2e11}, {2.5e11}})};
}

const Record* find(const std::vector<Record>& records, std::string_view metric) {
    for (const Record& record : records) {
        if (record.metric.name == metric) return &record;
    }
    return nullptr;
}

TEST(Utilization, DividesByTheFastestOfEverySample) {
    const Ceilings ceilings(both_ceilings());
    EXPECT_EQ(ceilings.read_bandwidth(2), (Ceiling{"core/ceilings[pattern=read,threads=2]", 20e9}));
    EXPECT_EQ(ceilings.read_bandwidth(1), (Ceiling{"core/ceilings[pattern=read,threads=1]", 12e9}));
    EXPECT_EQ(ceilings.flops(kType, 2), (Ceiling{"core/ceilings[weight_type=q4_0,threads=2]", 2.5e11}));
}

TEST(Utilization, OfAGenerationByHand) {
    // 40 tokens/s of two sequences are 20 steps a second: 8 GB/s of 20, 40 GFLOP/s of 250.
    // The prefill takes 0.8 s: 125 GFLOP/s of 250, 625 MB/s of 20 GB/s.
    const CaseOutcome outcome = with_utilization(
        case_with(generation_costs(), {{sample({{"decode_throughput", {40}}, {"prefill_time", {0.8}}})}}),
        Ceilings(both_ceilings()));
    const auto& metrics = outcome.visits.at(0).samples.at(0).metrics;
    EXPECT_DOUBLE_EQ(metrics.at("mbu").at(0), 0.4);
    EXPECT_DOUBLE_EQ(metrics.at("decode_mfu").at(0), 0.16);
    EXPECT_DOUBLE_EQ(metrics.at("mfu").at(0), 0.5);
    EXPECT_DOUBLE_EQ(metrics.at("prefill_mbu").at(0), 0.03125);
    EXPECT_TRUE(outcome.visits[0].missing.empty());
}

TEST(Utilization, OfAnOperatorFromItsOwnRates) {
    CaseCosts costs;
    costs.threads = 2;
    costs.weight_type = kType;
    const CaseOutcome outcome =
        with_utilization(case_with(costs, {{sample({{"memory_throughput", {15e9}}, {"compute_throughput", {5e10}}})}}),
                         Ceilings(both_ceilings()));
    const auto& metrics = outcome.visits.at(0).samples.at(0).metrics;
    EXPECT_DOUBLE_EQ(metrics.at("mbu").at(0), 0.75);
    EXPECT_DOUBLE_EQ(metrics.at("mfu").at(0), 0.2);
    EXPECT_EQ(metrics.size(), 4U);
}

// The records are those of the throughput, divided: samples by process, counts, interval and all.
TEST(Utilization, RecordsFollowTheThroughput) {
    std::vector<std::vector<SampleData>> processes;
    for (const double base : {40.0, 41.0, 38.0, 44.0}) {
        processes.push_back({sample({{"decode_throughput", {base - 10}}}), sample({{"decode_throughput", {base}}}),
                             sample({{"decode_throughput", {base + 1}}})});
        processes.back().front().warmup = true;
    }
    const auto records = summarise_case(
        with_utilization(case_with(generation_costs(), processes), Ceilings(both_ceilings())), {"run", {}, 1});
    const Record* throughput = find(records, "decode_throughput");
    const Record* mbu = find(records, "mbu");
    ASSERT_TRUE(throughput != nullptr && mbu != nullptr);
    EXPECT_EQ(mbu->metric, *find_metric("mbu"));
    EXPECT_EQ(mbu->process_count, 4);
    EXPECT_EQ(mbu->sample_count, 8);
    EXPECT_EQ(mbu->warmup_count, 4);
    const double factor = 4e8 / 2 / 20e9;
    EXPECT_NEAR(*mbu->value, factor * *throughput->value, 1e-12);
    EXPECT_NEAR(mbu->interval->low, factor * throughput->interval->low, 1e-12);
    EXPECT_NEAR(mbu->interval->high, factor * throughput->interval->high, 1e-12);
    EXPECT_DOUBLE_EQ(mbu->samples[3][1], factor * throughput->samples[3][1]);
    EXPECT_EQ(mbu->ceiling, "core/ceilings[pattern=read,threads=2]");
    EXPECT_EQ(find(records, "decode_mfu")->ceiling, "core/ceilings[weight_type=q4_0,threads=2]");
    EXPECT_EQ(throughput->ceiling, std::nullopt);
    EXPECT_FALSE(mbu->facts.costs) << "records do not hold them";
}

TEST(Utilization, AMissingCeilingIsAReason) {
    CaseOutcome failed = ceiling("weight_type", kType, 2, {});
    failed.status = Status::out_of_memory;
    failed.status_reason = "no memory for copy 1 of the weights";
    const CaseOutcome outcome =
        case_with(generation_costs(), {{sample({{"decode_throughput", {40}}, {"prefill_time", {0.8}}})}});
    const auto records =
        summarise_case(with_utilization(outcome, Ceilings({failed}, "the run was stopped")), {"run", {}, 1});
    const Record* mbu = find(records, "mbu");
    ASSERT_NE(mbu, nullptr);
    EXPECT_EQ(mbu->value, std::nullopt);
    EXPECT_EQ(mbu->status, Status::ok) << "nothing was wrong with the case";
    EXPECT_EQ(mbu->ceiling, std::nullopt);
    EXPECT_EQ(mbu->status_reason, "no memory bandwidth of 2 threads to compare with: the run was stopped");
    EXPECT_EQ(find(records, "mfu")->value, std::nullopt);
    EXPECT_THAT(*find(records, "mfu")->status_reason, HasSubstr("no memory for copy 1"));
    EXPECT_TRUE(find(records, "decode_throughput")->value);
}

// What a case that decodes at `rates` reaches of a read stream of 20 GB/s: 4e8 / 2 bytes a token.
CaseOutcome case_decoding_at(std::initializer_list<double> rates) {
    std::vector<std::vector<SampleData>> processes;
    for (const double rate : rates) processes.push_back({sample({{"decode_throughput", {rate}}})});
    return with_utilization(case_with(generation_costs(), std::move(processes)), Ceilings(both_ceilings()));
}

TEST(Utilization, ACeilingThatACaseDidBetterThanIsNamed) {
    const auto surpassed = [](const CaseOutcome& outcome) {
        std::vector<std::string> names;
        for (const CaseId& id : compute_surpassed_ceilings({outcome}, both_ceilings())) names.push_back(id.name());
        return names;
    };
    EXPECT_THAT(surpassed(case_decoding_at({99, 98, 97})), ::testing::IsEmpty());
    EXPECT_THAT(surpassed(case_decoding_at({102, 103, 104})),
                ::testing::ElementsAre("core/ceilings[pattern=read,threads=2]"));
    // The record's value decides, not one process.
    EXPECT_THAT(surpassed(case_decoding_at({50, 51, 52, 53, 54, 55, 56, 110})), ::testing::IsEmpty());
}

TEST(Utilization, AnImpossibleShareIsAReasonAndTheOthersStay) {
    const CaseOutcome possible = case_decoding_at({103, 104, 104});
    EXPECT_EQ(without_impossible_shares(possible), possible);

    const auto records = summarise_case(without_impossible_shares(case_decoding_at({110, 111, 109})), {"run", {}, 1});
    const Record* mbu = find(records, "mbu");
    ASSERT_NE(mbu, nullptr);
    EXPECT_EQ(mbu->value, std::nullopt);
    EXPECT_EQ(mbu->ceiling, std::nullopt);
    EXPECT_EQ(mbu->status, Status::ok);
    EXPECT_THAT(*mbu->status_reason, HasSubstr("% of core/ceilings[pattern=read,threads=2]: the machine was slower"));
    EXPECT_TRUE(find(records, "decode_mfu")->value);
    EXPECT_TRUE(find(records, "decode_throughput")->value);
}

TEST(Utilization, ACaseWithoutADecodeHasNoShareOfOne) {
    CaseCosts costs = generation_costs();
    costs.decode_step_bytes = costs.decode_step_flops = 0;
    const CaseOutcome outcome =
        with_utilization(case_with(costs, {{sample({{"prefill_time", {0.8}}})}}), Ceilings({}, "none"));
    EXPECT_EQ(outcome.visits[0].missing.count("mbu"), 0U);
    EXPECT_EQ(outcome.visits[0].missing.count("mfu"), 1U);
}

TEST(Utilization, ACaseWithoutCostsIsUnchanged) {
    CaseOutcome outcome = case_with(generation_costs(), {{sample({{"decode_throughput", {40}}})}});
    outcome.visits[0].facts.costs.reset();
    EXPECT_EQ(with_utilization(outcome, Ceilings(both_ceilings())), outcome);
    EXPECT_EQ(costs_of(outcome), std::nullopt);
}

RC_GTEST_PROP(Utilization, IsFiniteWhateverAWorkerSays, ()) {
    const auto number = [] { return *rc::gen::element(0.0, 1e-300, 5e-324, 1.0, 1e300, 1.7e308, -1.0); };
    const CaseCosts costs{std::abs(number()), std::abs(number()), std::abs(number()), std::abs(number()), 2, kType, 1};
    const CaseOutcome outcome = with_utilization(
        case_with(costs, {{sample({{"decode_throughput", {number()}},
                                   {"prefill_time", {number()}},
                                   {"memory_throughput", {number()}},
                                   {"compute_throughput", {number(), 1.0}}})}}),
        Ceilings({ceiling("pattern", "read", 2, {{1e-300}}), ceiling("weight_type", kType, 2, {{1e300}})}));
    for (const auto& [name, values] : outcome.visits[0].samples[0].metrics) {
        for (const double value : values) RC_ASSERT(std::isfinite(value));
    }
}

}  // namespace
}  // namespace inference_pio
