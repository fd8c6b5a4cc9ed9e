#include "statistics/change_points.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

std::vector<double> noisy(std::initializer_list<std::pair<std::size_t, double>> levels, double deviation,
                          std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise;
    std::vector<double> values;
    for (const auto& [count, level] : levels) {
        for (std::size_t i = 0; i < count; ++i) values.push_back(level + deviation * noise(random));
    }
    return values;
}

// Q of a split by its definition, in four nested loops.
double energy_statistic(const std::vector<double>& x, const std::vector<double>& y, double exponent) {
    const auto mean_distance = [&](const std::vector<double>& a, const std::vector<double>& b, bool same) {
        double sum = 0;
        int pairs = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            for (std::size_t j = same ? i + 1 : 0; j < b.size(); ++j) {
                sum += std::pow(std::abs(a[i] - b[j]), exponent);
                ++pairs;
            }
        }
        return sum / pairs;
    };
    const auto n = static_cast<double>(x.size());
    const auto m = static_cast<double>(y.size());
    return n * m / (n + m) * (2 * mean_distance(x, y, false) - mean_distance(x, x, true) - mean_distance(y, y, true));
}

TEST(ChangePoints, FindsAPlantedStep) {
    const auto changes = compute_change_points(noisy({{20, 1.0}, {15, 1.05}}, 0.01, 1));
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->size(), 1U);
    EXPECT_EQ(changes->front().index, 20U);
    EXPECT_EQ(changes->front().p_value, 1.0 / 200);
}

TEST(ChangePoints, FindsSeveralStepsInOrder) {
    const auto changes = compute_change_points(noisy({{25, 1.0}, {20, 1.1}, {30, 0.95}, {12, 1.0}}, 0.01, 3));
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->size(), 3U);
    EXPECT_NEAR(static_cast<double>((*changes)[0].index), 25, 1);
    EXPECT_NEAR(static_cast<double>((*changes)[1].index), 45, 1);
    EXPECT_NEAR(static_cast<double>((*changes)[2].index), 75, 1);
}

TEST(ChangePoints, FindsAChangeOfSpreadAlone) {
    std::vector<double> values = noisy({{60, 0.0}}, 1, 5);
    const std::vector<double> wild = noisy({{60, 0.0}}, 8, 6);
    values.insert(values.end(), wild.begin(), wild.end());
    const auto changes = compute_change_points(values);
    ASSERT_TRUE(changes);
    ASSERT_FALSE(changes->empty());
    EXPECT_NEAR(static_cast<double>(changes->front().index), 60, 8);
}

TEST(ChangePoints, NoiseAloneRaisesAsManyAlarmsAsItsThreshold) {
    // 200 series at a threshold of 0.05: 10 expected, standard deviation 3.1; four of these. Fixed seeds.
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        ChangePointOptions options;
        options.seed = seed;
        options.permutations = 99;
        const auto changes = compute_change_points(noisy({{30, 1.0}}, 0.01, seed), options);
        ASSERT_TRUE(changes);
        if (!changes->empty()) ++alarms;
    }
    EXPECT_LE(alarms, 22);
    EXPECT_GE(alarms, 1);  // a test that never alarms has no power either
}

TEST(ChangePoints, StatisticIsThatOfTheDefinition) {
    const std::vector<double> values = noisy({{9, 1.0}, {7, 4.0}}, 0.5, 9);
    for (const double exponent : {0.5, 1.0, 1.7}) {
        ChangePointOptions options;
        options.exponent = exponent;
        const auto changes = compute_change_points(values, options);
        ASSERT_TRUE(changes);
        ASSERT_EQ(changes->size(), 1U);
        double best = 0;
        for (std::size_t at = 3; at + 3 <= values.size(); ++at) {
            for (std::size_t end = at + 3; end <= values.size(); ++end) {
                const auto split = values.begin() + static_cast<std::ptrdiff_t>(at);
                const auto last = values.begin() + static_cast<std::ptrdiff_t>(end);
                best = std::max(best, energy_statistic({values.begin(), split}, {split, last}, exponent));
            }
        }
        EXPECT_NEAR(changes->front().statistic, best, 1e-9 * best);
    }
}

TEST(ChangePoints, ShortAndConstantSeriesHaveNone) {
    EXPECT_TRUE(compute_change_points({})->empty());
    EXPECT_TRUE(compute_change_points(std::array{1.0})->empty());
    EXPECT_TRUE(compute_change_points(std::array{1.0, 1.0, 1.0, 9.0, 9.0})->empty());  // below two segments
    EXPECT_TRUE(compute_change_points(std::vector<double>(40, 0.1))->empty());
}

TEST(ChangePoints, RefuseWhatIsOutOfRange) {
    const std::vector<double> values(10, 1.0);
    const auto message = [&](auto spoil) {
        ChangePointOptions options;
        spoil(options);
        const auto changes = compute_change_points(values, options);
        return changes ? std::string("accepted") : changes.error().message;
    };
    EXPECT_THAT(message([](auto& o) { o.exponent = 2; }), HasSubstr("exponent"));
    EXPECT_THAT(message([](auto& o) { o.smallest_segment = 1; }), HasSubstr("at least two"));
    EXPECT_THAT(message([](auto& o) { o.p_threshold = 0; }), HasSubstr("threshold"));
    EXPECT_THAT(message([](auto& o) { o.permutations = 18; }), HasSubstr("18 permutations cannot show"));
    EXPECT_THAT(compute_change_points(std::vector<double>(2001, 1.0)).error().message, HasSubstr("2001"));
    EXPECT_FALSE(compute_change_points(std::array{1.0, std::nan("")}));
    EXPECT_FALSE(compute_change_points(std::array{1.7e308, -1.7e308}));
}

RC_GTEST_PROP(ChangePoints, UnitAndDirectionDoNotMatter, ()) {
    const auto before = static_cast<std::size_t>(*rc::gen::inRange(5, 20));
    const auto seed = static_cast<std::uint64_t>(*rc::gen::inRange(1, 1000));
    const std::vector<double> values = noisy({{before, 1.0}, {12, 1.2}}, 0.1, seed);
    std::vector<double> moved = values;
    for (double& value : moved) value = 3 - 4 * value;
    const auto one = compute_change_points(values);
    const auto other = compute_change_points(moved);
    RC_ASSERT(one.has_value() && other.has_value());
    RC_ASSERT(one->size() == other->size());
    for (std::size_t i = 0; i < one->size(); ++i) {
        RC_ASSERT((*one)[i].index == (*other)[i].index);
        RC_ASSERT((*one)[i].p_value == (*other)[i].p_value);
        RC_ASSERT(std::abs((*other)[i].statistic / (*one)[i].statistic - 4) < 1e-6);
        const std::size_t previous = i == 0 ? 0 : (*one)[i - 1].index;
        RC_ASSERT((*one)[i].index >= previous + 3 && (*one)[i].index + 3 <= values.size());
    }
}

}  // namespace
}  // namespace inference_pio
