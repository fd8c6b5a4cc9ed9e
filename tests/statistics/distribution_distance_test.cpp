#include "statistics/distribution_distance.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using Row = std::vector<float>;

NextTokenDistance distance_of(const Row& reference, const Row& changed, std::size_t token = 0) {
    const auto distance = compute_next_token_distance(reference, changed, token);
    EXPECT_TRUE(distance) << distance.error().message;
    return distance ? *distance : NextTokenDistance{-1, false, -1};
}

// p = (1/2, 1/2); q = softmax(1, 0) = (e, 1) / (1 + e).
// D(p || q) = ½ (ln ½ − 1 + ln(1 + e)) + ½ (ln ½ + ln(1 + e)) = ln(1 + e) − ½ − ln 2 = 0.120114507.
TEST(DistributionDistance, IsTheFormulaOfTwoTokens) {
    const double partition = std::log(1 + std::exp(1.0));
    const NextTokenDistance distance = distance_of({0, 0}, {1, 0}, 1);
    EXPECT_NEAR(distance.kl_divergence, partition - 0.5 - std::log(2.0), 1e-15);
    EXPECT_NEAR(distance.kl_divergence, 0.120114507, 1e-9);
    EXPECT_NEAR(distance.surprisal, partition, 1e-15);  // q of token 1 is 1 / (1 + e)
    EXPECT_NEAR(distance_of({0, 0}, {1, 0}, 0).surprisal, partition - 1, 1e-15);
    // The other way round: q₀ (1 − ln(1 + e) + ln 2) + q₁ (ln 2 − ln(1 + e)) = q₀ + ln 2 − ln(1 + e).
    const double q0 = std::exp(1.0) / (1 + std::exp(1.0));
    EXPECT_NEAR(distance_of({1, 0}, {0, 0}).kl_divergence, q0 + std::log(2.0) - partition, 1e-15);
}

// p = (1/4, 1/4, 1/2), q = (1/2, 1/4, 1/4): D = ¼ ln ½ + ¼ ln 1 + ½ ln 2 = ¼ ln 2. Logits are floats, ln 2 is
// not one: hence the tolerance.
TEST(DistributionDistance, IsTheFormulaOfThreeTokens) {
    const auto two = static_cast<float>(std::log(2.0));
    const NextTokenDistance distance = distance_of({0, 0, two}, {two, 0, 0}, 2);
    EXPECT_NEAR(distance.kl_divergence, std::log(2.0) / 4, 1e-7);
    EXPECT_NEAR(distance.surprisal, std::log(4.0), 1e-7);
    EXPECT_FALSE(distance.same_top1);
}

TEST(DistributionDistance, OfOneTokenIsNothing) {
    const NextTokenDistance distance = distance_of({3}, {-7});
    EXPECT_EQ(distance.kl_divergence, 0);
    EXPECT_EQ(distance.surprisal, 0);
    EXPECT_TRUE(distance.same_top1);
}

TEST(DistributionDistance, OfEqualLogitsTheFirstIsTheTop) {
    EXPECT_TRUE(distance_of({1, 5, 5}, {0, 2, 2}).same_top1);
    EXPECT_TRUE(distance_of({1, 5, 5}, {0, 2, 1}).same_top1);
    EXPECT_FALSE(distance_of({1, 5, 5}, {0, 1, 2}).same_top1);
}

TEST(DistributionDistance, LargeLogitsOverflowNothing) {
    const float largest = std::numeric_limits<float>::max();
    const NextTokenDistance far = distance_of({largest, -largest}, {-largest, largest}, 0);
    EXPECT_TRUE(std::isfinite(far.kl_divergence));
    EXPECT_NEAR(far.kl_divergence / (2.0 * largest), 1, 1e-12);
    EXPECT_NEAR(far.surprisal / (2.0 * largest), 1, 1e-12);
    EXPECT_EQ(distance_of({largest, -largest}, {largest, -largest}).kl_divergence, 0);
}

TEST(DistributionDistance, RefusesWhatIsNoDistribution) {
    const auto error_of = [](const Row& reference, const Row& changed, std::size_t token) {
        const auto distance = compute_next_token_distance(reference, changed, token);
        EXPECT_FALSE(distance);
        return distance ? Error{} : distance.error();
    };
    EXPECT_EQ(error_of({}, {}, 0).kind, ErrorKind::invalid_argument);
    EXPECT_THAT(error_of({1, 2}, {1, 2, 3}, 0).message, HasSubstr("of 2 and 3 tokens"));
    EXPECT_THAT(error_of({1, 2}, {1, 2}, 2).message, HasSubstr("token 2"));
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
        EXPECT_EQ(error_of({0, bad}, {0, 0}, 0).kind, ErrorKind::malformed);
        EXPECT_THAT(error_of({0, bad}, {0, 0}, 0).message, HasSubstr("reference"));
        EXPECT_THAT(error_of({0, 0}, {bad, 0}, 0).message, HasSubstr("changed"));
    }
}

// Logits in eighths: floats that keep their exact value when a whole number is added.
rc::Gen<Row> rows_of(std::size_t length) {
    return rc::gen::map(rc::gen::container<std::vector<int>>(length, rc::gen::inRange(-400, 401)),
                        [](const std::vector<int>& eighths) {
                            Row row;
                            for (const int value : eighths) row.push_back(static_cast<float>(value) / 8);
                            return row;
                        });
}

struct Rows {
    Row reference;
    Row changed;
    std::size_t token = 0;
};

Rows any_rows() {
    const auto length = *rc::gen::inRange<std::size_t>(1, 40);
    return {*rows_of(length), *rows_of(length), *rc::gen::inRange<std::size_t>(0, length)};
}

RC_GTEST_PROP(DistributionDistance, IsNeverNegativeAndAlwaysANumber, ()) {
    const Rows rows = any_rows();
    const auto distance = compute_next_token_distance(rows.reference, rows.changed, rows.token);
    RC_ASSERT(distance.has_value());
    RC_ASSERT(std::isfinite(distance->kl_divergence) && distance->kl_divergence >= 0);
    RC_ASSERT(std::isfinite(distance->surprisal) && distance->surprisal >= 0);
}

RC_GTEST_PROP(DistributionDistance, OfARowFromItselfIsZero, ()) {
    const Rows rows = any_rows();
    const auto distance = compute_next_token_distance(rows.reference, rows.reference, rows.token);
    RC_ASSERT(distance.has_value());
    RC_ASSERT(distance->kl_divergence == 0.0);
    RC_ASSERT(distance->same_top1);
}

RC_GTEST_PROP(DistributionDistance, DoesNotDependOnWhatIsAddedToAllLogits, ()) {
    const Rows rows = any_rows();
    const auto shifted = [](Row row) {
        const int shift = *rc::gen::inRange(-1000, 1001);
        for (float& value : row) value += static_cast<float>(shift);
        return row;
    };
    const auto plain = compute_next_token_distance(rows.reference, rows.changed, rows.token);
    const auto moved = compute_next_token_distance(shifted(rows.reference), shifted(rows.changed), rows.token);
    RC_ASSERT(plain.has_value() && moved.has_value());
    RC_ASSERT(*plain == *moved);
}

// The definition as it is written, with normalised probabilities.
RC_GTEST_PROP(DistributionDistance, AgreesWithTheDefinition, ()) {
    const Rows rows = any_rows();
    const auto log_probabilities = [](const Row& row) {
        double sum = 0;
        for (const float value : row) sum += std::exp(static_cast<double>(value));
        std::vector<double> logs;
        for (const float value : row) logs.push_back(static_cast<double>(value) - std::log(sum));
        return logs;
    };
    const std::vector<double> p = log_probabilities(rows.reference);
    const std::vector<double> q = log_probabilities(rows.changed);
    double expected = 0;
    for (std::size_t i = 0; i < p.size(); ++i) expected += std::exp(p[i]) * (p[i] - q[i]);
    const auto distance = compute_next_token_distance(rows.reference, rows.changed, rows.token);
    RC_ASSERT(distance.has_value());
    RC_ASSERT(std::abs(distance->kl_divergence - expected) < 1e-10);
    RC_ASSERT(std::abs(distance->surprisal + q[rows.token]) < 1e-10);
}

}  // namespace
}  // namespace inference_pio
