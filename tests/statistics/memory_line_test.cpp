#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>

#include "statistics/planted_points.hpp"
#include "statistics/scaling_fit.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

Law line(double a, double b) {
    return [=](double n) { return a + b * n; };
}

TEST(MemoryGrowth, AgreesWithScipy) {
    // Minimum by scipy.optimize.least_squares on ln m with bounds, interval ends by scipy.optimize.brentq on
    // the refitted squares at F(0.95; 1, 3) (SciPy 1.17.1).
    const auto fit = fit_memory_growth(
        std::array<ScalingPoint, 5>{{{128, 1.21e9}, {256, 1.225e9}, {512, 1.262e9}, {1024, 1.341e9}, {2048, 1.49e9}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "line");
    ASSERT_EQ(fit->parameters.size(), 2U);
    EXPECT_EQ(fit->parameters[0].name, "a");
    EXPECT_NEAR(fit->parameters[0].value, 1188860488.1203814, 100);
    EXPECT_NEAR(fit->parameters[0].low, 1184081579.0521662, 1e4);
    EXPECT_NEAR(fit->parameters[0].high, 1193651805.561366, 1e4);
    EXPECT_EQ(fit->parameters[1].name, "b");
    EXPECT_NEAR(fit->parameters[1].value, 147098.28553632658, 0.1);
    EXPECT_NEAR(fit->parameters[1].low, 142067.0479551904, 10);
    EXPECT_NEAR(fit->parameters[1].high, 152141.92439108403, 10);
    EXPECT_NEAR(fit->residual_sd, 0.0017728744686559548, 1e-9);
    EXPECT_EQ(fit->peak_at, std::nullopt);
}

TEST(MemoryGrowth, IntervalsCoverWhatWasPlanted) {
    const std::vector<double> six{128, 256, 512, 1024, 2048, 4096};
    const std::vector<double> ten{16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};
    for (const auto& [a, b] : {std::pair{1e9, 1e5}, std::pair{0.0, 1e5}, std::pair{1e9, 0.0}, std::pair{1e9, 1e3}}) {
        for (const auto& [xs, noise] : {std::pair{six, 0.03}, std::pair{ten, 1e-5}}) {
            const Coverage coverage = count_coverage(xs, line(a, b), noise, fit_memory_growth, {"line", {a, b}});
            EXPECT_TRUE(coverage.enough())
                << a << " + " << b << " n, noise " << noise << ": " << ::testing::PrintToString(coverage.covered);
        }
    }
}

TEST(MemoryGrowth, WholeBytesGiveBytesATokenBack) {
    // 28 layers of 8 heads of 128 values of two bytes, keys and values: 114,688 bytes a token, nothing else moves.
    std::vector<ScalingPoint> points;
    for (const double n : {128.0, 512.0, 2048.0, 8192.0}) points.push_back({n, 1'503'238'553 + 114'688 * n});
    const auto fit = fit_memory_growth(points);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->parameters.at(1).value, 114'688, 0.01);
    EXPECT_LE(fit->parameters[1].low, 114'688);
    EXPECT_GE(fit->parameters[1].high, 114'688);
    EXPECT_LT(fit->parameters[1].high - fit->parameters[1].low, 10);
}

TEST(MemoryGrowth, FallingMemoryGrowsByNothing) {
    const auto fit = fit_memory_growth(std::array<ScalingPoint, 4>{{{128, 5}, {256, 4.9}, {512, 4.8}, {1024, 4.7}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->parameters.at(1).value, 0);
    EXPECT_EQ(fit->parameters[1].low, 0);
    EXPECT_GT(fit->parameters[1].high, 0);
    EXPECT_GT(fit->residuals.front(), 0);
    EXPECT_LT(fit->residuals.back(), 0);
}

TEST(MemoryGrowth, RefusesOrRejectsWhatIsNoLine) {
    EXPECT_FALSE(fit_memory_growth({}));
    EXPECT_FALSE(fit_memory_growth(std::array<ScalingPoint, 4>{{{0, 1}, {1, 2}, {2, 3}, {3, 4}}}));
    const auto bent =
        fit_memory_growth(std::array<ScalingPoint, 5>{{{1, 1}, {10, 100}, {100, 1e4}, {1000, 1e6}, {1e4, 1e8}}});
    ASSERT_TRUE(bent);
    EXPECT_EQ(bent->law, "none");
    EXPECT_THAT(bent->note, HasSubstr("the nearest, line"));
}

RC_GTEST_PROP(MemoryGrowth, UnitsMoveTheParametersAlone, ()) {
    std::mt19937_64 random(static_cast<std::uint64_t>(*rc::gen::inRange(1, 100'000)));
    const Law law = line(*rc::gen::element(0.0, 1e9), *rc::gen::element(1e3, 1e6));
    const std::vector<ScalingPoint> points = planted_points({64, 256, 1024, 2048, 4096}, law, 0.01, random);
    std::vector<ScalingPoint> moved(points.rbegin(), points.rend());
    for (ScalingPoint& point : moved) point = {point.x / 64, point.y / 1024};
    const auto fit = fit_memory_growth(points);
    const auto other = fit_memory_growth(moved);
    RC_ASSERT(fit.has_value() && other.has_value());
    for (std::size_t i = 0; i < 2; ++i) {
        const double unit = std::pow(64, static_cast<double>(i)) / 1024;
        const FittedParameter& a = fit->parameters[i];
        const FittedParameter& b = other->parameters[i];
        const double width = unit * (a.high - a.low);
        RC_ASSERT(std::abs(b.value - unit * a.value) <= 1e-4 * width);
        RC_ASSERT(std::abs(b.low - unit * a.low) <= 5e-3 * width);
        RC_ASSERT(std::abs(b.high - unit * a.high) <= 5e-3 * width);
    }
}

}  // namespace
}  // namespace inference_pio
