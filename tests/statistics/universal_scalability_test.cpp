#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "statistics/planted_points.hpp"
#include "statistics/scaling_fit.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

double throughput(double n, double lambda, double sigma, double kappa) {
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

void expect_parameter(const FittedParameter& one, const std::string& name, double value, double low, double high) {
    EXPECT_EQ(one.name, name);
    EXPECT_NEAR(one.value, value, 1e-5 * value);
    EXPECT_NEAR(one.low, low, 3e-4 * high);
    EXPECT_NEAR(one.high, high, 3e-4 * high);
}

TEST(UniversalScalability, AgreesWithScipy) {
    // Minimum by scipy.optimize.least_squares on ln X with bounds, interval ends by scipy.optimize.brentq on
    // the refitted squares at F(0.95; 1, 3) (SciPy 1.17.1).
    const auto fit = fit_throughput_scaling(
        std::array<ScalingPoint, 6>{{{1, 41}, {2, 76.5}, {4, 139}, {8, 227}, {16, 301}, {32, 268}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "universal_scalability");
    expect_parameter(fit->parameters.at(0), "lambda", 40.2179437782044, 38.338500504464925, 42.210497412361185);
    expect_parameter(fit->parameters.at(1), "sigma", 0.03661613316108572, 0.01952700819631916, 0.05497797406577042);
    expect_parameter(fit->parameters.at(2), "kappa", 0.002646065516267402, 0.0020259192978897902,
                     0.0032584607350000035);
    EXPECT_NEAR(fit->residual_sd, 0.020535689478406643, 1e-9);
    EXPECT_NEAR(*fit->peak_at, std::sqrt((1 - 0.03661613316108572) / 0.002646065516267402), 1e-3);
    EXPECT_NEAR(*fit->peak_value, 298.0237, 1e-3);
    EXPECT_THAT(fit->note, IsEmpty());
    EXPECT_NEAR(fit->residuals.front(), 41 / 40.2179437782044 - 1, 1e-6);
}

TEST(UniversalScalability, OfAPublishedMachineHoldsThePublishedParameters) {
    // A ray tracer on an SGI Origin 2000, Gunther (2007), table 5.1: sigma 0.05, kappa near 5e-6 by least
    // squares on X; least squares on ln X weigh the small machines more. Its kappa cannot be told from 0.
    const auto fit = fit_throughput_scaling(std::array<ScalingPoint, 11>{{{1, 20},
                                                                          {4, 78},
                                                                          {8, 130},
                                                                          {12, 170},
                                                                          {16, 190},
                                                                          {20, 200},
                                                                          {24, 210},
                                                                          {28, 230},
                                                                          {32, 260},
                                                                          {48, 280},
                                                                          {64, 310}}});
    ASSERT_TRUE(fit);
    // Ours by SciPy as above.
    expect_parameter(fit->parameters.at(1), "sigma", 0.056405, 0.04004500344305881, 0.06677366351202026);
    EXPECT_EQ(fit->parameters.at(2).low, 0);
    EXPECT_NEAR(fit->parameters.at(2).high, 0.0002722216589226039, 1e-7);
    EXPECT_LE(fit->parameters.at(1).low, 0.05);
    EXPECT_GE(fit->parameters.at(1).high, 0.05);
    EXPECT_THAT(fit->note, HasSubstr("peak is uncertain"));
}

TEST(UniversalScalability, IntervalsCoverWhatWasPlanted) {
    const std::vector<double> six{1, 2, 4, 8, 16, 32};
    const std::vector<double> ten{1, 2, 3, 4, 6, 8, 12, 16, 24, 32};
    const auto expect_coverage = [](const std::vector<double>& truth, const std::vector<double>& xs, double noise) {
        const Law law = [&](double n) { return throughput(n, truth[0], truth[1], truth[2]); };
        const Coverage coverage =
            count_coverage(xs, law, noise, fit_throughput_scaling, {"universal_scalability", truth});
        EXPECT_TRUE(coverage.enough()) << ::testing::PrintToString(truth) << " noise " << noise << ": "
                                       << ::testing::PrintToString(coverage.covered);
    };
    // All parameters inside, and sigma and kappa at their bounds.
    for (const std::vector<double>& truth : {std::vector<double>{40, 0.05, 0.001},
                                             {40, 0.05, 0},
                                             {40, 0, 0.002},
                                             {40, 0, 0},
                                             {100, 0.02, 0.02},
                                             {40, 1, 0}}) {
        expect_coverage(truth, six, 0.03);
    }
    expect_coverage({40, 0.05, 0.001}, ten, 0.01);
    expect_coverage({12, 0.9, 0.003}, ten, 0.03);
    expect_coverage({40, 0.05, 0}, ten, 0.02);
}

TEST(UniversalScalability, ExactPointsGiveTheirLawBack) {
    std::mt19937_64 random(1);
    for (const auto& truth : {std::array{40.0, 0.05, 0.001}, std::array{40.0, 0.05, 0.0}, std::array{7.0, 0.0, 0.0},
                              std::array{1e9, 1.0, 0.0}, std::array{1e-9, 0.3, 1e-7}}) {
        const auto points = planted_points(
            {1, 2, 4, 8, 16, 32}, [&](double n) { return throughput(n, truth[0], truth[1], truth[2]); }, 0, random);
        const auto fit = fit_throughput_scaling(points);
        ASSERT_TRUE(fit);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_LE(fit->parameters.at(i).low, truth[i]);
            EXPECT_GE(fit->parameters.at(i).high, truth[i]);
            EXPECT_NEAR(fit->parameters[i].value, truth[i], 1e-7 * truth[i] + 1e-8);
        }
        EXPECT_LT(fit->residual_sd, 1e-9);
    }
}

TEST(UniversalScalability, SaysWhyThereIsNoPeak) {
    const auto fit = fit_throughput_scaling(std::array<ScalingPoint, 4>{{{1, 10}, {2, 20}, {4, 40}, {8, 80}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->peak_at, std::nullopt);
    EXPECT_EQ(fit->peak_value, std::nullopt);
    EXPECT_THAT(fit->note, HasSubstr("no peak: kappa is 0"));
}

TEST(UniversalScalability, APeakLiesNeverBelowOne) {
    std::mt19937_64 random(1);
    const auto points = planted_points(
        {1, 2, 4, 8, 16}, [](double n) { return throughput(n, 100, 0.2, 2); }, 0, random);
    const auto fit = fit_throughput_scaling(points);
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->peak_at, 1);
    EXPECT_NEAR(*fit->peak_value, 100, 1e-6);
    EXPECT_THAT(fit->note, HasSubstr("only falls"));
}

TEST(UniversalScalability, WildPointsFollowNoLaw) {
    const auto fit = fit_throughput_scaling(std::array<ScalingPoint, 5>{{{1, 10}, {2, 90}, {4, 12}, {8, 70}, {16, 5}}});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->law, "none");
    EXPECT_THAT(fit->parameters, IsEmpty());
    EXPECT_THAT(fit->residuals, IsEmpty());
    EXPECT_GT(fit->residual_sd, kMostResidualSd);
    EXPECT_EQ(fit->peak_at, std::nullopt);
    EXPECT_THAT(fit->note, HasSubstr("no law fits"));

    // Falls faster than any law of the kind, and the throughput of one was not measured.
    const auto falling = fit_throughput_scaling(std::array<ScalingPoint, 4>{{{2, 75}, {4, 20}, {8, 4.9}, {16, 1.2}}});
    ASSERT_TRUE(falling);
    EXPECT_EQ(falling->law, "none");
    EXPECT_THAT(falling->note, HasSubstr("beyond the points"));
}

TEST(UniversalScalability, SaysWhatThePointsLeaveOpen) {
    const auto fit = fit_throughput_scaling(std::array<ScalingPoint, 4>{{{2, 75}, {4, 40}, {8, 18}, {16, 9.5}}});
    ASSERT_TRUE(fit);
    EXPECT_THAT(fit->note, HasSubstr("do not bound lambda from above"));
    for (const FittedParameter& one : fit->parameters) EXPECT_TRUE(std::isfinite(one.high)) << one.name;
}

TEST(UniversalScalability, RefusesWhatIsNoScaling) {
    using Points = std::vector<ScalingPoint>;
    EXPECT_THAT(fit_throughput_scaling(Points{{1, 2}, {2, 3}, {4, 4}}).error().message,
                HasSubstr("needs 4 points and has 3"));
    EXPECT_THAT(fit_throughput_scaling(Points{{1, 2}, {1, 3}, {4, 4}, {4, 5}}).error().message,
                HasSubstr("3 different places on its axis and has 2"));
    EXPECT_FALSE(fit_throughput_scaling(Points{{0.5, 2}, {1, 3}, {4, 4}, {5, 5}}));
    EXPECT_FALSE(fit_throughput_scaling(Points{{1, 0}, {2, 3}, {4, 4}, {5, 5}}));
    EXPECT_FALSE(fit_throughput_scaling(Points{{1, std::nan("")}, {2, 3}, {4, 4}, {5, 5}}));
    EXPECT_FALSE(fit_throughput_scaling(Points{{1, 1}, {INFINITY, 3}, {4, 4}, {5, 5}}));
}

std::vector<ScalingPoint> some_points() {
    std::mt19937_64 random(static_cast<std::uint64_t>(*rc::gen::inRange(1, 100'000)));
    const double sigma = *rc::gen::element(0.0, 0.03, 0.3, 1.0);
    const double kappa = *rc::gen::element(0.0, 1e-4, 0.01);
    return planted_points(
        {1, 2, 4, 8, 16, 24}, [&](double n) { return throughput(n, 30, sigma, kappa); }, 0.02, random);
}

RC_GTEST_PROP(UniversalScalability, UnitAndOrderDoNotMatter, ()) {
    const std::vector<ScalingPoint> points = some_points();
    std::vector<ScalingPoint> moved(points.rbegin(), points.rend());
    for (ScalingPoint& point : moved) point.y *= 1000;
    const auto fit = fit_throughput_scaling(points);
    const auto other = fit_throughput_scaling(moved);
    RC_ASSERT(fit.has_value() && other.has_value());
    RC_ASSERT(fit->parameters.size() == 3U && other->parameters.size() == 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const double unit = i == 0 ? 1000 : 1;
        const FittedParameter& a = fit->parameters[i];
        const FittedParameter& b = other->parameters[i];
        const double width = unit * (a.high - a.low);
        RC_ASSERT(std::abs(b.value - unit * a.value) <= 1e-4 * width);
        RC_ASSERT(std::abs(b.low - unit * a.low) <= 5e-3 * width);
        RC_ASSERT(std::abs(b.high - unit * a.high) <= 5e-3 * width);
        RC_ASSERT(a.low <= a.value && a.value <= a.high && a.low >= 0);
    }
    RC_ASSERT(fit->parameters[1].high <= 1);
    RC_ASSERT(fit->peak_at.has_value() == (fit->parameters[2].value > 0));
    if (fit->peak_at) {
        for (const double n : {1.0, 2.0, 5.0, 16.0, 100.0, 1e4}) {
            const double there =
                throughput(n, fit->parameters[0].value, fit->parameters[1].value, fit->parameters[2].value);
            RC_ASSERT(there <= *fit->peak_value * (1 + 1e-9));
        }
    }
}

}  // namespace
}  // namespace inference_pio
