#include "execution/summary.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "records/record_json.hpp"
#include "statistics/process_quantile.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Metrics = std::map<std::string, std::vector<double>, std::less<>>;

SampleData sample(Metrics metrics, bool warmup = false) {
    SampleData data;
    data.metrics = std::move(metrics);
    data.warmup = warmup;
    return data;
}

Visit visit(std::vector<SampleData> samples) {
    Visit one;
    one.samples = std::move(samples);
    return one;
}

CaseOutcome outcome_of(std::vector<Visit> visits) {
    CaseOutcome outcome;
    outcome.id = {"qwen3_0_6b/performance/generation", "performance", "qwen3_0_6b", {{"threads", std::int64_t{2}}}};
    outcome.timestamp = "2026-11-24T10:00:00Z";
    outcome.visits = std::move(visits);
    return outcome;
}

const RunContext kContext{"run-1", {"abc", false, "GNU 12.2.0", "-O3"}, 7};

const Record* find(const std::vector<Record>& records, std::string_view metric, std::string_view statistic = {}) {
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record& record) {
        return record.metric.name == metric && (statistic.empty() || record.statistic == statistic);
    });
    return found == records.end() ? nullptr : &*found;
}

std::vector<std::string> metrics_of(const std::vector<Record>& records) {
    std::vector<std::string> names;
    for (const Record& record : records) names.push_back(record.metric.name);
    return names;
}

TEST(Summary, ValueIsTheMedianOfProcessMedians) {
    // Pooled, the median would be 0.4: the many samples of the third process must not outvote the others.
    const auto records = summarise_case(
        outcome_of({visit({sample({{"ttft", {9}}}, true), sample({{"ttft", {0.1}}}), sample({{"ttft", {0.2}}}),
                           sample({{"ttft", {0.3}}})}),
                    visit({sample({{"ttft", {0.25}}})}),
                    visit({sample({{"ttft", {0.4}}}), sample({{"ttft", {0.4}}}), sample({{"ttft", {0.4}}}),
                           sample({{"ttft", {0.4}}}), sample({{"ttft", {0.4}}})})}),
        kContext);
    ASSERT_EQ(records.size(), 1U);
    const Record& record = records[0];
    EXPECT_EQ(record.value, 0.25);
    EXPECT_EQ(record.statistic, "median");
    EXPECT_EQ(record.sample_count, 9);
    EXPECT_EQ(record.process_count, 3);
    EXPECT_EQ(record.warmup_count, 1);
    EXPECT_EQ(record.samples, (std::vector<std::vector<double>>{{0.1, 0.2, 0.3}, {0.25}, {0.4, 0.4, 0.4, 0.4, 0.4}}));
    ASSERT_TRUE(record.interval);
    EXPECT_EQ(record.interval->method, "student_t_log_process_values");
    EXPECT_EQ(record.status, Status::ok);
    EXPECT_EQ(record.status_reason, std::nullopt);
    EXPECT_EQ(record.metric, *find_metric("ttft"));
}

TEST(Summary, TheEnginesSpeedIsTheFastQuartileOfTheProcesses) {
    std::vector<Visit> visits;
    for (int i = 0; i < 24; ++i) {
        const double slow = i < 14 ? 1.1 : 1;  // most of the run, the machine was in its slow state
        visits.push_back(visit({sample({{"decode_throughput", {100 / slow}}, {"ttft", {0.2 * slow}}})}));
    }
    const auto records = summarise_case(outcome_of(visits), kContext);
    const Record* speed = find(records, "decode_throughput");
    ASSERT_NE(speed, nullptr);
    EXPECT_EQ(speed->statistic, "fast_quartile");
    EXPECT_NEAR(*speed->value, 100, 0.5);
    ASSERT_TRUE(speed->interval);
    EXPECT_EQ(speed->interval->method, "jackknife_log_process_quantile");
    const Record* felt = find(records, "ttft");
    ASSERT_NE(felt, nullptr);
    EXPECT_EQ(felt->statistic, "median");
    EXPECT_NEAR(*felt->value, 0.22, 1e-12) << "what a user waited for";
}

TEST(Summary, RecordsSayWhatTheCaseAndTheRunAre) {
    Visit one = visit({sample({{"ttft", {0.1}}})});
    one.facts.model = "qwen3_0_6b";
    one.facts.weights_source = "file";
    one.facts.engine = EngineFacts{"llama_cpp", "0.5.0", {}, {}};
    one.facts.parameters = {{"weight_type", std::string("q4_k_m")}};
    Visit before_facts;
    before_facts.samples = one.samples;
    const Record record = summarise_case(outcome_of({before_facts, one}), kContext).at(0);
    EXPECT_EQ(record.timestamp, "2026-11-24T10:00:00Z");
    EXPECT_EQ(record.model, "qwen3_0_6b");
    EXPECT_EQ(record.category, "performance");
    EXPECT_EQ(record.facts.engine->name, "llama_cpp");
    EXPECT_EQ(record.case_name(), "qwen3_0_6b/performance/generation[threads=2,weight_type=q4_k_m]");
    EXPECT_TRUE(record.facts.parameters.empty()) << "they were merged into the record's";
    EXPECT_EQ(record.subject, kContext.subject);
    EXPECT_EQ(record.seed, 7U);
    EXPECT_EQ(record.run, "run-1");
    EXPECT_EQ(record_from_json(record_to_json(record, Json::object())), record);
}

TEST(Summary, AModelIsKnownBeforeAnyFacts) {
    CaseOutcome outcome = outcome_of({visit({sample({{"ttft", {0.1}}})})});
    EXPECT_EQ(summarise_case(outcome, kContext).at(0).model, "qwen3_0_6b");
    outcome.id.model.clear();
    EXPECT_EQ(summarise_case(outcome, kContext).at(0).model, std::nullopt);
}

TEST(Summary, OneProcessHasNoInterval) {
    const auto records =
        summarise_case(outcome_of({visit({sample({{"ttft", {0.1}}}), sample({{"ttft", {0.2}}})})}), kContext);
    EXPECT_DOUBLE_EQ(*records.at(0).value, 0.15);
    EXPECT_EQ(records.at(0).interval, std::nullopt);
}

TEST(Summary, OrderIsTheCataloguesThenByName) {
    CaseOutcome outcome = outcome_of({visit({sample(
        {{"zeta", {1}}, {"alpha", {1}}, {"tpot", {1}}, {"ttft", {1}}, {"declared", {1}}, {"cpu_utilization", {1}}})})});
    outcome.visits[0].process_metrics = {{"load_time", 2.0}};
    outcome.visits[0].peak_memory = mebibytes(3);
    outcome.definitions = {
        {"declared", 3, "widgets", Direction::higher_is_better, Reduction::median, "of a benchmark"}};
    const auto records = summarise_case(outcome, kContext);
    EXPECT_THAT(metrics_of(records), ElementsAre("ttft", "tpot", "load_time", "peak_memory", "cpu_utilization", "alpha",
                                                 "declared", "zeta"));
    EXPECT_EQ(find(records, "declared")->metric, outcome.definitions[0]);
    EXPECT_EQ(find(records, "zeta")->metric.id(), "zeta/1");
    EXPECT_EQ(find(records, "zeta")->metric.unit, "");
}

TEST(Summary, ADeclaredUnitIsKept) {
    CaseOutcome outcome = outcome_of({visit({sample({{"latency", {12}}})})});
    outcome.definitions = {{"latency", 2, "ms", Direction::lower_is_better, Reduction::minimum, "fastest"}};
    EXPECT_EQ(summarise_case(outcome, kContext).at(0).metric, outcome.definitions[0]);
}

TEST(Summary, MinimumOfAProcessThenFastQuartileOfProcesses) {
    const auto records =
        summarise_case(outcome_of({visit({sample({{"prefill_fast", {3}}}), sample({{"prefill_fast", {1}}})}),
                                   visit({sample({{"prefill_fast", {5}}}), sample({{"prefill_fast", {2}}})}),
                                   visit({sample({{"prefill_fast", {9}}})})}),
                       kContext);
    EXPECT_DOUBLE_EQ(*records.at(0).value, compute_process_quantile(std::vector{1.0, 2.0, 9.0}, 0.25));
    EXPECT_EQ(records.at(0).statistic, "fast_quartile");
}

TEST(Summary, ASeriesIsReducedOverTheWholeProcess) {
    // Gaps of two samples: the lower decile of all is 1.4, that of the samples' deciles would be 1.13.
    const auto records = summarise_case(
        outcome_of({visit({sample({{"decode_fast", {4, 2, 3, 5}}}), sample({{"decode_fast", {1}}})})}), kContext);
    EXPECT_DOUBLE_EQ(*records.at(0).value, 1.4);
    ASSERT_EQ(records.at(0).samples.size(), 1U);
    EXPECT_THAT(records.at(0).samples[0], ElementsAre(testing::DoubleEq(2.3), 1));
    EXPECT_EQ(records.at(0).sample_count, 2);
}

TEST(Summary, PeakMemoryIsTheLargestProcessAndNotASample) {
    CaseOutcome outcome = outcome_of({visit({sample({{"ttft", {1}}, {"peak_memory", {5}}})}),
                                      visit({sample({{"ttft", {1}}})}), visit({sample({{"ttft", {1}}})})});
    outcome.visits[0].peak_memory = Bytes{100};
    outcome.visits[2].peak_memory = Bytes{300};
    const auto records = summarise_case(outcome, kContext);
    const Record* record = find(records, "peak_memory");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->value, 300);
    EXPECT_EQ(record->statistic, "maximum");
    EXPECT_EQ(record->samples, (std::vector<std::vector<double>>{{100}, {300}}));
    EXPECT_EQ(record->process_count, 2);
    EXPECT_EQ(record->warmup_count, 0);
    EXPECT_EQ(record->interval, std::nullopt);
}

TEST(Summary, WithoutAReadingPeakMemoryIsAbsent) {
    const auto records = summarise_case(outcome_of({visit({sample({{"ttft", {1}}})})}), kContext);
    EXPECT_EQ(find(records, "peak_memory"), nullptr);
}

TEST(Summary, ProcessMetricsGiveOneValueAProcess) {
    CaseOutcome outcome = outcome_of({visit({sample({{"ttft", {1}}}, true), sample({{"ttft", {1}}})}),
                                      visit({sample({{"ttft", {1}}})}), visit({sample({{"ttft", {1}}})})});
    outcome.visits[0].process_metrics = {{"load_time", 3.0}};
    outcome.visits[1].process_metrics = {{"load_time", 1.0}};
    outcome.visits[2].process_metrics = {{"load_time", 2.0}};
    const auto records = summarise_case(outcome, kContext);
    const Record* record = find(records, "load_time");
    EXPECT_EQ(record->value, 2.0);
    EXPECT_EQ(record->sample_count, 3);
    EXPECT_EQ(record->warmup_count, 0);
    EXPECT_TRUE(record->interval);
}

Visit visit_with_gaps(int samples, int gaps) {
    Visit one;
    for (int i = 0; i < samples; ++i) {
        std::vector<double> values;
        for (int j = 0; j < gaps; ++j) values.push_back(0.01 + 0.0001 * ((i * 31 + j * 17) % 23));
        one.samples.push_back(sample({{"itl", values}}));
    }
    return one;
}

TEST(Summary, PooledMetricsObeyTheObservationFloor) {
    const auto records = summarise_case(outcome_of({visit_with_gaps(2, 20), visit_with_gaps(2, 20)}), kContext);
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[0].statistic, "p50");
    EXPECT_TRUE(records[0].value);
    EXPECT_TRUE(records[0].interval);
    EXPECT_EQ(records[1].statistic, "p90");
    EXPECT_TRUE(records[1].value) << "80 observations, 64 needed";
    EXPECT_EQ(records[1].interval, std::nullopt) << "40 in a process are too few";
    EXPECT_EQ(records[2].statistic, "p99");
    EXPECT_EQ(records[2].value, std::nullopt);
    EXPECT_EQ(records[2].status, Status::ok);
    EXPECT_EQ(records[2].status_reason, "p99 needs at least 662 observations, there are 80");
    EXPECT_EQ(records[2].sample_count, 80);
    EXPECT_TRUE(records[0].samples.empty());
}

TEST(Summary, PooledQuantilesAreOfAllValues) {
    const std::vector<Visit> visits{visit_with_gaps(10, 31), visit_with_gaps(12, 31), visit_with_gaps(11, 31)};
    std::vector<double> all;
    for (const Visit& one : visits) {
        for (const SampleData& data : one.samples) {
            all.insert(all.end(), data.metrics.at("itl").begin(), data.metrics.at("itl").end());
        }
    }
    const auto records = summarise_case(outcome_of(visits), kContext);
    EXPECT_EQ(find(records, "itl", "p99")->value, compute_quantile(all, 0.99));
    EXPECT_EQ(find(records, "itl", "p90")->value, compute_quantile(all, 0.9));
    EXPECT_TRUE(find(records, "itl", "p90")->interval);
}

TEST(Summary, ValuesWithoutLogarithmHaveAPlainInterval) {
    const auto records =
        summarise_case(outcome_of({visit({sample({{"drift", {0}}})}), visit({sample({{"drift", {-2}}})}),
                                   visit({sample({{"drift", {1}}})})}),
                       kContext);
    EXPECT_EQ(records.at(0).value, 0);
    EXPECT_EQ(records.at(0).interval->method, "student_t_process_values");
}

TEST(Summary, AFailedCaseIsOneRecordWithItsReason) {
    CaseOutcome outcome = outcome_of({Visit{}});
    outcome.visits[0].failure =
        Error{ErrorKind::out_of_memory, "the worker was killed for its memory", "use a smaller batch"};
    outcome.visits[0].process_metrics = {{"load_time", 1.0}};
    outcome.status = Status::out_of_memory;
    outcome.id.parameters.set("new_tokens", std::int64_t{32});
    const auto records = summarise_case(outcome, kContext);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].metric.name, "ttft");
    EXPECT_EQ(records[0].value, std::nullopt);
    EXPECT_EQ(records[0].status, Status::out_of_memory);
    EXPECT_EQ(records[0].status_reason, "the worker was killed for its memory");
    EXPECT_EQ(records[0].process_count, 0);
}

TEST(Summary, TheMainMetricOfAFailureIsTheBenchmarksOwn) {
    CaseOutcome outcome = outcome_of({});
    outcome.status = Status::failed;
    EXPECT_EQ(summarise_case(outcome, kContext).at(0).metric.name, "latency");
    outcome.definitions = {{"rate", 1, "x/s", Direction::higher_is_better, Reduction::median, ""}};
    EXPECT_EQ(summarise_case(outcome, kContext).at(0).metric.name, "rate");
    outcome.visits = {visit({sample({{"tpot", {1}}, {"e2e_latency", {1}}}, true)})};
    const auto after_warmup = summarise_case(outcome, kContext);
    ASSERT_EQ(after_warmup.size(), 1U);
    EXPECT_EQ(after_warmup[0].metric.name, "tpot");
    EXPECT_EQ(after_warmup[0].warmup_count, 1);
    EXPECT_EQ(after_warmup[0].status_reason, "the case ended as failed");
}

TEST(Summary, WhatWasMeasuredBeforeAFailureIsKeptUnderItsStatus) {
    CaseOutcome outcome = outcome_of({visit({sample({{"ttft", {0.1}}})}), visit({sample({{"ttft", {0.3}}})})});
    outcome.status = Status::timed_out;
    outcome.status_reason = "no sample within 120 s";
    const auto records = summarise_case(outcome, kContext);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_DOUBLE_EQ(*records[0].value, 0.2);
    EXPECT_EQ(records[0].status, Status::timed_out);
    EXPECT_EQ(records[0].status_reason, "no sample within 120 s");
}

TEST(Summary, AnUnstableCaseWithTooFewObservationsSaysBoth) {
    CaseOutcome outcome = outcome_of({visit_with_gaps(1, 10)});
    outcome.status = Status::unstable;
    outcome.status_reason = "± 4 % reached";
    EXPECT_EQ(summarise_case(outcome, kContext).back().status_reason,
              "± 4 % reached; p99 needs at least 662 observations, there are 10");
}

TEST(Summary, SamplesWithoutAMetricAreAFailure) {
    const auto records = summarise_case(outcome_of({visit({sample({})})}), kContext);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].status, Status::failed);
    EXPECT_THAT(*records[0].status_reason, HasSubstr("no sample recorded a metric"));
}

TEST(Summary, AnEmptySeriesIsNoMeasurement) {
    const auto records = summarise_case(outcome_of({visit({sample({{"ttft", {}}})})}), kContext);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].status, Status::failed);
}

TEST(Summary, AGenerationHasNullRecordsForTheEnergyThatIsWithheld) {
    Visit one = visit({sample({{"ttft", {0.1}}, {"latency", {0.2}}})});
    one.missing = {{"energy", "no RAPL"},
                   {"energy_per_token", "no RAPL"},
                   {"gpu_peak_memory", "no GPU"},
                   {"steal_s", "no /proc/stat"}};
    EXPECT_THAT(metrics_of(summarise_case(outcome_of({one}), kContext)), ElementsAre("ttft", "latency"))
        << "no generation: it has no spans";
    one.samples[0].spans = {{"prefill", {}, Nanoseconds(1), -1}};
    one.samples[0].metrics["energy_per_token"] = {0.5};
    const auto records = summarise_case(outcome_of({one, one}), kContext);
    EXPECT_THAT(metrics_of(records), ElementsAre("ttft", "energy", "energy_per_token", "gpu_peak_memory", "latency"));
    EXPECT_EQ(records[1].value, std::nullopt);
    EXPECT_EQ(records[1].status, Status::ok);
    EXPECT_EQ(records[1].status_reason, "no RAPL");
    EXPECT_EQ(records[1].metric, *find_metric("energy"));
    EXPECT_EQ(records[1].sample_count, 0);
    EXPECT_EQ(records[2].value, 0.5) << "some sample has it";
    EXPECT_EQ(records[3].statistic, "maximum");
    EXPECT_EQ(records[0].noise.missing.at("steal_s"), "no /proc/stat");
}

TEST(Summary, NoiseIsSummedUpAndNothingIsDropped) {
    CaseOutcome outcome =
        outcome_of({visit({sample({{"ttft", {1}}}, true), sample({{"ttft", {1}}})}), visit({sample({{"ttft", {2}}})})});
    outcome.visits[0].samples[0].evidence = {{"steal_s", 50.0}, {"disturbed", 1.0}};
    outcome.visits[0].samples[1].evidence = {{"steal_s", 0.5}, {"pressure_percent", 10.0}, {"disturbed", 1.0}};
    outcome.visits[1].samples[0].evidence = {{"steal_s", 0.25}, {"pressure_percent", 30.0}};
    const Record record = summarise_case(outcome, kContext).at(0);
    EXPECT_EQ(record.noise.disturbed_samples, 1);
    EXPECT_EQ(record.noise.evidence, (std::map<std::string, double>{{"steal_s", 0.75}, {"pressure_percent", 30.0}}));
    EXPECT_EQ(record.sample_count, 2);
}

RC_GTEST_PROP(Summary, AnyOutcomeGivesRecordsThatCanBeRead, ()) {
    const auto number = rc::gen::map(rc::gen::inRange(-3, 4000), [](int n) { return static_cast<double>(n) / 64; });
    CaseOutcome outcome = outcome_of({});
    outcome.status = *rc::gen::element(Status::ok, Status::unstable, Status::failed, Status::skipped);
    const int visits = *rc::gen::inRange(0, 4);
    for (int i = 0; i < visits; ++i) {
        Visit one;
        const int samples = *rc::gen::inRange(0, 4);
        for (int j = 0; j < samples; ++j) {
            Metrics metrics;
            const int count = *rc::gen::inRange(0, 3);
            for (int k = 0; k < count; ++k) {
                metrics[*rc::gen::element<std::string>("ttft", "itl", "decode_fast", "x", "peak_memory")] =
                    *rc::gen::container<std::vector<double>>(number);
            }
            one.samples.push_back(sample(std::move(metrics), *rc::gen::arbitrary<bool>()));
        }
        if (*rc::gen::arbitrary<bool>()) one.peak_memory = Bytes{12345};
        if (*rc::gen::arbitrary<bool>()) one.process_metrics = {{"load_time", *number}};
        outcome.visits.push_back(std::move(one));
    }
    const auto records = summarise_case(outcome, kContext);
    RC_ASSERT(!records.empty());
    for (const Record& record : records) {
        RC_ASSERT(record.value.has_value() || record.status_reason.has_value());
        RC_ASSERT(!record.value || std::isfinite(*record.value));
        RC_ASSERT(record_from_json(record_to_json(record, Json::object())) == record);
    }
}

}  // namespace
}  // namespace inference_pio
