#include "reporting/comparison_sides.hpp"

#include <gmock/gmock.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> labels_of(const std::vector<SideFact>& facts, bool same) {
    std::vector<std::string> labels;
    for (const SideFact& fact : facts) {
        if (fact.same() == same) labels.emplace_back(fact.label);
    }
    return labels;
}

TEST(SideFacts, TellApartWhatDiffers) {
    const Comparison comparison = samples::nothing_happened().comparison;
    const auto facts = side_facts(comparison);
    EXPECT_THAT(labels_of(facts, false), ::testing::ElementsAre("run", "measured", "commit"));
    EXPECT_THAT(labels_of(facts, true), ::testing::ElementsAre("branch", "engine", "compiler", "flags"));
    EXPECT_EQ(common_facts(comparison),
              "branch main, llama_cpp 0.5.0, GNU 12.2.0, flags -O3, machine 0123456789abcdef");
}

TEST(SideFacts, AnEngineOfAnotherVersionIsNamedOnBothSides) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.candidate.engines = {"llama_cpp 0.6.0"};
    for (const SideFact& fact : side_facts(comparison)) {
        if (fact.label != "engine") continue;
        EXPECT_EQ(fact.base, "llama_cpp 0.5.0");
        EXPECT_EQ(fact.candidate, "llama_cpp 0.6.0");
    }
    EXPECT_THAT(common_facts(comparison), ::testing::Not(HasSubstr("llama_cpp")));
}

TEST(SideFacts, ADirtyTreeIsAnotherSubject) {
    const auto facts = side_facts(samples::unfit_duet().comparison);
    ASSERT_THAT(labels_of(facts, false), ::testing::ElementsAre("build", "commit", "compiler"));
    EXPECT_EQ(facts[1].candidate, "4a1b2c3d4e5f with uncommitted changes");
}

TEST(SideFacts, WhatOneSideDoesNotKnowIsUnknown) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.candidate.subject.commit.clear();
    for (const SideFact& fact : side_facts(comparison)) {
        if (fact.label == "commit") {
            EXPECT_EQ(fact.candidate, "unknown");
        }
    }
}

TEST(SideFacts, FlagsThatDifferInTheMiddleAreShownWhole) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.baseline.subject.flags = std::string(90, 'a') + " -O2 " + std::string(90, 'b');
    comparison.candidate.subject.flags = std::string(90, 'a') + " -O3 " + std::string(90, 'b');
    for (const SideFact& fact : side_facts(comparison)) {
        if (fact.label != "flags") continue;
        EXPECT_FALSE(fact.same());
        EXPECT_THAT(fact.base, HasSubstr(" -O2 "));
    }
}

TEST(EvidenceLine, SaysWhichKindItIs) {
    EXPECT_THAT(evidence_line(samples::nothing_happened().comparison),
                ::testing::StartsWith("two stored runs, 8 processes each: "));
    Comparison duet = samples::unfit_duet().comparison;
    EXPECT_EQ(evidence_line(duet), "duet: 12 pairs of fresh processes in turns, 3:07 of measuring");
    duet.rows[0].pairs = 6;
    EXPECT_FALSE(is_evidence_the_same(duet));
    EXPECT_EQ(evidence_line(duet), "duet: up to 12 pairs of fresh processes in turns, 3:07 of measuring");
}

}  // namespace
}  // namespace inference_pio
