#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>

#include "statistics/planted_points.hpp"
#include "statistics/scaling_fit.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<double> kSix{128, 256, 512, 1024, 2048, 4096};
const std::vector<double> kEight{64, 128, 256, 512, 1024, 2048, 4096, 8192};
const std::vector<double> kTen{16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};

Law power(double a, double b) {
    return [=](double n) { return a * std::pow(n, b); };
}

Law quadratic(double a, double b, double c) {
    return [=](double n) { return a + b * n + c * n * n; };
}

TEST(LatencyGrowth, PowerLawAgreesWithScipy) {
    // scipy.stats.linregress on the logarithms with scipy.stats.t (SciPy 1.17.1).
    const auto fit = fit_latency_growth(
        std::array<ScalingPoint, 5>{{{128, 0.021}, {256, 0.0515}, {512, 0.129}, {1024, 0.315}, {2048, 0.80}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "power");
    ASSERT_EQ(fit->parameters.size(), 2U);
    EXPECT_EQ(fit->parameters[0].name, "a");
    EXPECT_NEAR(fit->parameters[0].value, 3.59569723921181e-05, 1e-15);
    EXPECT_NEAR(fit->parameters[0].low, 3.2560196456183894e-05, 1e-15);
    EXPECT_NEAR(fit->parameters[0].high, 3.9708110033899764e-05, 1e-15);
    EXPECT_EQ(fit->parameters[1].name, "b");
    EXPECT_NEAR(fit->parameters[1].value, 1.3115785025195985, 1e-10);
    EXPECT_NEAR(fit->parameters[1].low, 1.2958644155614587, 1e-10);
    EXPECT_NEAR(fit->parameters[1].high, 1.3272925894777383, 1e-10);
    EXPECT_NEAR(fit->residuals[0], 0.021 / (3.59569723921181e-05 * std::pow(128, 1.3115785025195985)) - 1, 1e-9);
}

TEST(LatencyGrowth, QuadraticLawAgreesWithScipy) {
    // Minimum by scipy.optimize.least_squares on ln t with bounds, interval ends by scipy.optimize.brentq on
    // the refitted squares at F(0.95; 1, 5) (SciPy 1.17.1).
    const auto fit = fit_latency_growth(std::array<ScalingPoint, 8>{
        {{64, 0.118}, {128, 0.172}, {256, 0.318}, {512, 0.562}, {1024, 1.12}, {2048, 2.6}, {4096, 5.7}, {8192, 15.3}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "quadratic");
    const std::array<FittedParameter, 3> expected{
        {{"a", 0.05466894688032325, 0.04248302027230074, 0.06744047701035939},
         {"b", 0.0009548683860594589, 0.000875706344556119, 0.0010360219894672566},
         {"c", 1.1051200681138075e-07, 8.67757887836734e-08, 1.3539775597280608e-07}}};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(fit->parameters.at(i).name, expected[i].name);
        EXPECT_NEAR(fit->parameters[i].value, expected[i].value, 1e-6 * expected[i].value);
        EXPECT_NEAR(fit->parameters[i].low, expected[i].low, 3e-4 * expected[i].high);
        EXPECT_NEAR(fit->parameters[i].high, expected[i].high, 3e-4 * expected[i].high);
    }
    EXPECT_NEAR(fit->residual_sd, 0.03730907343079723, 1e-9);
}

void expect_coverage(const Law& law, const Planted& planted, const std::vector<double>& xs, double noise) {
    const Coverage coverage = count_coverage(xs, law, noise, fit_latency_growth, planted);
    EXPECT_TRUE(coverage.enough()) << ::testing::PrintToString(planted.parameters) << " noise " << noise << " at "
                                   << xs.size() << " points: " << coverage.right << " right, covered "
                                   << ::testing::PrintToString(coverage.covered);
}

TEST(LatencyGrowth, IntervalsOfAPowerLawCoverWhatWasPlanted) {
    expect_coverage(power(1e-3, 1.3), {"power", {1e-3, 1.3}}, kSix, 0.03);
    expect_coverage(power(1e-3, 1.3), {"power", {1e-3, 1.3}}, kTen, 0.01);
    expect_coverage(power(0.05, 0.4), {"power", {0.05, 0.4}}, kEight, 0.03);
    // t = b n is a quadratic law too, of which one part is left: it is to be called what is simpler.
    expect_coverage(power(1e-4, 1), {"power", {1e-4, 1}}, kSix, 0.02);
    expect_coverage(power(2e-6, 2), {"power", {2e-6, 2}}, kEight, 0.02);
}

TEST(LatencyGrowth, IntervalsOfAQuadraticLawCoverWhatWasPlanted) {
    // All parts, and each of them missing.
    const std::vector<std::vector<double>> truths{
        {0.05, 1e-3, 1e-7}, {0.2, 1e-4, 1e-8}, {0.05, 1e-3, 0}, {0, 1e-3, 3e-7}, {0.02, 0, 1e-6}};
    for (const auto& truth : truths) {
        const Law law = quadratic(truth[0], truth[1], truth[2]);
        expect_coverage(law, {"quadratic", truth}, kSix, 0.01);
        expect_coverage(law, {"quadratic", truth}, kEight, 0.03);
    }
    expect_coverage(quadratic(0.05, 1e-3, 1e-7), {"quadratic", {0.05, 1e-3, 1e-7}}, kTen, 0.03);
}

TEST(LatencyGrowth, SixPointsDoNotTurnASumIntoAPower) {
    // AICc alone would take the power law, though it misses by 10 % and the sum by 3 %.
    std::mt19937_64 random(1);
    const auto fit = fit_latency_growth(planted_points(kSix, quadratic(0.05, 1e-3, 1e-7), 0.03, random));
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "quadratic");
    EXPECT_LT(fit->residual_sd, 0.06);
}

TEST(LatencyGrowth, ExactPointsGiveTheirLawBack) {
    std::mt19937_64 random(1);
    const auto check = [&](const Law& law, const Planted& planted, const std::vector<double>& xs) {
        const auto fit = fit_latency_growth(planted_points(xs, law, 0, random));
        ASSERT_TRUE(fit);
        ASSERT_EQ(fit->law, planted.law);
        for (std::size_t i = 0; i < planted.parameters.size(); ++i) {
            EXPECT_LE(fit->parameters.at(i).low, planted.parameters[i]);
            EXPECT_GE(fit->parameters.at(i).high, planted.parameters[i]);
        }
        EXPECT_LT(fit->residual_sd, 1e-9);
    };
    for (const auto& xs : {kSix, kTen}) {
        check(power(1e-3, 1.3), {"power", {1e-3, 1.3}}, xs);
        check(power(1e-4, 1), {"power", {1e-4, 1}}, xs);
        check(power(2e-6, 2), {"power", {2e-6, 2}}, xs);
        check(power(0.3, 0), {"power", {0.3, 0}}, xs);
        check(quadratic(0.05, 1e-3, 1e-7), {"quadratic", {0.05, 1e-3, 1e-7}}, xs);
        check(quadratic(0.05, 1e-3, 0), {"quadratic", {0.05, 1e-3, 0}}, xs);
        check(quadratic(0, 1e-3, 1e-7), {"quadratic", {0, 1e-3, 1e-7}}, xs);
        check(quadratic(0.02, 0, 1e-6), {"quadratic", {0.02, 0, 1e-6}}, xs);
    }
    const std::vector<double> four{128, 256, 512, 1024};
    check(power(1e-3, 1.3), {"power", {1e-3, 1.3}}, four);
    check(quadratic(0.05, 1e-3, 0), {"line", {0.05, 1e-3}}, four);
}

TEST(LatencyGrowth, FourOrFivePointsNeverGiveThreeParameters) {
    std::mt19937_64 random(1);
    for (const std::vector<double>& xs : {std::vector<double>{16, 256, 2048, 8192}, {16, 256, 1024, 2048, 8192}}) {
        const auto fit = fit_latency_growth(planted_points(xs, quadratic(0.05, 1e-3, 1e-8), 0.01, random));
        ASSERT_TRUE(fit);
        EXPECT_EQ(fit->law, "line");
    }
}

TEST(LatencyGrowth, WildPointsFollowNoLaw) {
    for (const std::size_t count : {4U, 7U}) {
        const std::vector<ScalingPoint> wild{{1, 1.0}, {2, 9.0}, {4, 2.0}, {8, 30.0}, {16, 3.0}, {32, 50}, {64, 2}};
        const auto fit = fit_latency_growth(std::span(wild).first(count));
        ASSERT_TRUE(fit);
        EXPECT_EQ(fit->law, "none");
        EXPECT_THAT(fit->parameters, IsEmpty());
        EXPECT_THAT(fit->residuals, IsEmpty());
        EXPECT_GT(fit->residual_sd, kMostResidualSd);
        EXPECT_THAT(fit->note, HasSubstr("no law fits"));
    }
}

TEST(LatencyGrowth, NothingInfiniteComesOut) {
    using Points = std::vector<ScalingPoint>;
    for (const Points& points :
         {Points{{1e10, 1}, {1.00001e10, 1.01}, {1.00003e10, 1.02}, {1.00004e10, 1}},
          Points{{1e-100, 1e-100}, {1e100, 1e100}, {1, 1}, {2, 2}, {3, 3}, {4, 4}},
          Points{{1e-100, 1e100}, {1e100, 1e-100}, {1, 1}, {2, 2}, {3, 3}, {4, 1e100}, {5, 1e-100}}}) {
        const auto fit = fit_latency_growth(points);
        ASSERT_TRUE(fit);
        EXPECT_TRUE(std::isfinite(fit->residual_sd));
        for (const FittedParameter& one : fit->parameters) {
            EXPECT_TRUE(std::isfinite(one.low) && std::isfinite(one.value) && std::isfinite(one.high));
            EXPECT_TRUE(one.low <= one.value && one.value <= one.high);
        }
    }
    EXPECT_FALSE(fit_latency_growth(Points{{1, 1}, {1 + 1e-12, 2}, {1 + 2e-12, 3}, {2, 4}}));
    EXPECT_FALSE(fit_latency_growth(Points{{0, 1}, {2, 2}, {3, 3}, {4, 4}}));
    EXPECT_FALSE(fit_latency_growth(Points{{1, -1}, {2, 2}, {3, 3}, {4, 4}}));
    EXPECT_FALSE(fit_latency_growth(Points{{1, 1}, {2, 2}, {3, 3}}));
}

RC_GTEST_PROP(LatencyGrowth, UnitsMoveTheParametersAlone, ()) {
    std::mt19937_64 random(static_cast<std::uint64_t>(*rc::gen::inRange(1, 100'000)));
    const Law law = *rc::gen::element(power(1e-3, 1.3), quadratic(0.2, 1e-4, 1e-8), quadratic(0.05, 1e-3, 0));
    const std::vector<ScalingPoint> points = planted_points(kEight, law, 0.02, random);
    std::vector<ScalingPoint> moved(points.rbegin(), points.rend());
    for (ScalingPoint& point : moved) point = {point.x / 64, point.y * 1000};
    const auto fit = fit_latency_growth(points);
    const auto other = fit_latency_growth(moved);
    RC_ASSERT(fit.has_value() && other.has_value());
    RC_ASSERT(fit->law == other->law);
    for (std::size_t i = 0; i < fit->parameters.size(); ++i) {
        const FittedParameter& a = fit->parameters[i];
        const FittedParameter& b = other->parameters[i];
        // a n^b: a grows with 64^b; a + b n + c n^2: each with its power of 64.
        if (fit->law == "power" && i == 0) continue;
        const double unit = fit->law == "power" ? 1 : 1000 * std::pow(64, static_cast<double>(i));
        const double width = unit * (a.high - a.low);
        RC_ASSERT(std::abs(b.value - unit * a.value) <= 1e-4 * width);
        RC_ASSERT(std::abs(b.low - unit * a.low) <= 5e-3 * width);
        RC_ASSERT(std::abs(b.high - unit * a.high) <= 5e-3 * width);
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        RC_ASSERT(std::abs(fit->residuals[i] - other->residuals[points.size() - 1 - i]) < 1e-6);
    }
}

}  // namespace
}  // namespace inference_pio
