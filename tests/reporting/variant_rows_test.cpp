#include "reporting/variant_rows.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "fakes/variant_run.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string variant_of(const VariantRow& row) { return row.subject->parameters.get<std::string>("variant"); }

// The rows of a run's core/optimization. Groups and run live as long as this.
class Rows {
public:
    explicit Rows(inference_pio::Run run) : run_(std::move(run)), groups_(group_cases(run_.records)) {
        for (const BenchmarkGroup& group : groups_) {
            if (group.benchmark == "core/optimization") rows_ = compute_variant_rows(group, run_.records);
        }
    }
    [[nodiscard]] const std::vector<VariantRow>& all() const { return rows_; }
    [[nodiscard]] std::vector<std::string> variants() const {
        return names([](const VariantRow&) { return true; });
    }
    [[nodiscard]] std::vector<std::string> front() const {
        return names([](const VariantRow& row) { return row.on_front; });
    }
    [[nodiscard]] const VariantRow& of(const std::string& variant) const {
        return *std::find_if(rows_.begin(), rows_.end(),
                             [&](const VariantRow& row) { return variant_of(row) == variant; });
    }

private:
    template <class Predicate>
    [[nodiscard]] std::vector<std::string> names(Predicate&& chosen) const {
        std::vector<std::string> names;
        for (const VariantRow& row : rows_) {
            if (chosen(row)) names.push_back(variant_of(row));
        }
        return names;
    }

    inference_pio::Run run_;
    std::vector<BenchmarkGroup> groups_;
    std::vector<VariantRow> rows_;
};

TEST(VariantRows, AGroupHasAReferenceWhereSomeRecordNamesOne) {
    const auto compared = variant_run("synthetic");
    EXPECT_TRUE(has_reference(group_cases(compared.records).at(0)));
    const auto plain = reported_run();
    for (const BenchmarkGroup& group : group_cases(plain.records)) EXPECT_FALSE(has_reference(group));
}

TEST(VariantRows, TheReferenceComesFirstThenTheBenchmarksOwnOrder) {
    const Rows rows(variant_run("synthetic"));
    EXPECT_THAT(rows.variants(),
                ElementsAre("original", "q8_0", "q4_k_m", "q4_0", "kv_q8_0", "depth_25", "q4_0+depth_25"));
    EXPECT_TRUE(rows.all()[0].is_reference);
    EXPECT_FALSE(rows.all()[1].is_reference);
}

TEST(VariantRows, ParametersThatACaseFoundOutHideNoReference) {
    auto run = variant_run("file");
    for (Record& record : run.records) record.parameters.set("weight_type", std::string("f16"));
    const Rows rows(std::move(run));
    EXPECT_TRUE(rows.of("original").is_reference);
    EXPECT_EQ(rows.variants().front(), "original");
    EXPECT_FALSE(rows.of("q8_0").is_reference);
}

TEST(VariantRows, WhatFailedStandsLast) {
    auto run = variant_run("file");
    std::erase_if(run.records, [](const Record& record) {
        return record.parameters.get<std::string>("variant") == "q8_0" && record.metric.name != "ttft";
    });
    Record& failed = run.records.front();  // q8_0 is the benchmark's first
    failed.value.reset();
    failed.reference.reset();
    failed.status = Status::failed;
    const Rows rows(std::move(run));
    EXPECT_EQ(rows.variants().front(), "original");
    EXPECT_EQ(rows.variants().back(), "q8_0");
    EXPECT_FALSE(rows.of("q8_0").judged_by);
}

TEST(VariantRows, EachModelHasAReferenceAndAFrontOfItsOwn) {
    auto run = variant_run("synthetic");
    auto small = variant_figures();
    for (VariantFigures& figures : small) figures.size /= 100;
    for (const VariantFigures& figures : small) add_variant(run, "gemma3_270m", "synthetic", figures);
    const Rows rows(std::move(run));
    ASSERT_EQ(rows.all().size(), 14U);
    EXPECT_TRUE(rows.all()[0].is_reference);
    EXPECT_TRUE(rows.all()[7].is_reference);
    EXPECT_EQ(rows.all()[7].subject->parameters.get<std::string>("model"), "gemma3_270m");
    EXPECT_THAT(rows.front(), ElementsAre("q4_k_m", "q4_0", "q4_k_m", "q4_0"));
}

TEST(VariantRows, WithoutQualityTheFrontIsOfSizeAndPrunedVariantsTakeNoPart) {
    const Rows rows(variant_run("synthetic"));
    EXPECT_THAT(rows.front(), ElementsAre("q4_k_m", "q4_0"));
    EXPECT_EQ(rows.of("q8_0").judged_by, FrontCost::size);
    EXPECT_FALSE(rows.of("depth_25").judged_by);
    EXPECT_FALSE(rows.of("q4_0+depth_25").judged_by) << "the fastest and the smallest of all";
}

TEST(VariantRows, WithQualityTheFrontIsOfDivergence) {
    auto run = variant_run("file");
    add_known_quality(run);
    const Rows rows(run);
    EXPECT_THAT(rows.front(), UnorderedElementsAre("original", "kv_q8_0", "q8_0", "q4_k_m"));
    EXPECT_EQ(rows.of("depth_25").judged_by, FrontCost::divergence) << "pruned, but its divergence is known";
    EXPECT_FALSE(rows.of("q4_0+depth_25").judged_by);
    EXPECT_EQ(*rows.of("q4_k_m").divergence->value, 0.0312);
    EXPECT_EQ(*rows.of("q4_k_m").agreement->value, 0.924);
    EXPECT_EQ(*rows.of("q4_k_m").perplexity->value, 12.97);
    EXPECT_EQ(rows.of("original").divergence, nullptr);

    add_quality(run, "q4_0+depth_25", 2.2, 0.3, 120);
    EXPECT_THAT(Rows(run).front(), UnorderedElementsAre("original", "kv_q8_0", "q8_0", "q4_k_m", "q4_0+depth_25"));
}

TEST(VariantRows, TheReferenceStraysFromItselfByNothing) {
    auto run = variant_run("file");
    add_quality(run, "q8_0", 0.001, 0.98, 12);
    add_quality(run, "depth_25", 1.9, 0.4, 96);
    for (Record& record : run.records) {
        const bool slow =
            record.metric.name == "decode_throughput" && record.parameters.get<std::string>("variant") == "q8_0";
        if (slow) record.value = 25;  // and the original's is 30.2
    }
    EXPECT_THAT(Rows(run).front(), UnorderedElementsAre("original", "depth_25"));
}

TEST(VariantRows, QualityIsOfTheSameModelAndWeightsElsewhere) {
    for (const auto& change : std::initializer_list<std::function<void(Record&)>>{
             [](Record& record) { record.model = "another"; },
             [](Record& record) { record.benchmark = "core/optimization"; },
             [](Record& record) { record.facts.weights_source = "synthetic"; },
             [](Record& record) { record.value.reset(); },
             [](Record& record) { record.parameters.set("variant", std::string("q2_k")); }}) {
        auto run = variant_run("file");
        const std::size_t before = run.records.size();
        add_quality(run, "q8_0", 0.001, 0.98, 12);
        EXPECT_NE(Rows(run).of("q8_0").divergence, nullptr);
        for (std::size_t i = before; i < run.records.size(); ++i) change(run.records[i]);
        EXPECT_EQ(Rows(run).of("q8_0").divergence, nullptr);
    }
}

TEST(VariantRows, AFrontNeedsTwo) {
    auto run = variant_run("synthetic");
    std::erase_if(run.records, [](const Record& record) {
        return record.metric.name == "decode_throughput" && record.parameters.get<std::string>("variant") != "q8_0";
    });
    EXPECT_THAT(Rows(run).front(), IsEmpty());
    EXPECT_FALSE(Rows(run).of("q8_0").judged_by);
}

TEST(VariantRows, PrunedWordsAreToldApart) {
    const auto pruned = [](const std::string& word) {
        ReportedCase one;
        one.parameters = {{"variant", word}};
        return is_pruned(one);
    };
    for (const char* word : {"depth_25", "width_50", "sparse_50", "q4_0+sparse_30", "q8_0+kv_q8_0+depth_10"}) {
        EXPECT_TRUE(pruned(word)) << word;
    }
    for (const char* word : {"original", "q4_k_m", "kv_q4_0", "in_depth_25"}) EXPECT_FALSE(pruned(word)) << word;
    EXPECT_FALSE(is_pruned(ReportedCase{}));
}

}  // namespace
}  // namespace inference_pio
