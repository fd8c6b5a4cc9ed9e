#include "statistics/sequential.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(ObrienFleming, FourLooksAreThePublishedOnes) {
    // Jennison and Turnbull (1999), table 2.3: C_B(4, 0.05) = 2.024; docs/measurement.md, section 4.
    const auto bounds = compute_obrien_fleming(4, 0.05);
    ASSERT_TRUE(bounds);
    ASSERT_EQ(bounds->size(), 4U);
    EXPECT_NEAR((*bounds)[0].z, 4.049, 0.0005);
    EXPECT_NEAR((*bounds)[1].z, 2.863, 0.0005);
    EXPECT_NEAR((*bounds)[2].z, 2.337, 0.0005);
    EXPECT_NEAR((*bounds)[3].z, 2.024, 0.0005);
    // 2 * scipy.stats.norm.sf(z) (SciPy 1.17.1) of z = 2.0243 sqrt(4 / k).
    EXPECT_NEAR((*bounds)[0].nominal_p, 5.15e-5, 0.01e-5);
    EXPECT_NEAR((*bounds)[1].nominal_p, 0.00420, 0.00001);
    EXPECT_NEAR((*bounds)[2].nominal_p, 0.01942, 0.00001);
    EXPECT_NEAR((*bounds)[3].nominal_p, 0.04294, 0.00001);
}

TEST(ObrienFleming, ConstantsAreThePublishedOnes) {
    // Jennison and Turnbull (1999), table 2.3, C_B(K, alpha).
    struct Case {
        int looks;
        double alpha;
        double constant;
    };
    for (const Case& one : {Case{1, 0.05, 1.960}, Case{2, 0.05, 1.977}, Case{3, 0.05, 2.004}, Case{5, 0.05, 2.040},
                            Case{10, 0.05, 2.087}, Case{2, 0.01, 2.580}, Case{3, 0.01, 2.595}, Case{4, 0.01, 2.609},
                            Case{5, 0.01, 2.621}, Case{2, 0.1, 1.678}, Case{5, 0.1, 1.751}}) {
        const auto bounds = compute_obrien_fleming(one.looks, one.alpha);
        ASSERT_TRUE(bounds);
        EXPECT_NEAR(bounds->back().z, one.constant, 0.00051) << one.looks << " looks at " << one.alpha;
    }
}

TEST(ObrienFleming, TwoLooksAgreeWithScipysIntegration) {
    // The root in C of 1 - int phi(s) (Phi(b - s) - Phi(-b - s)) ds over (-b, b), b = sqrt(2) C, by
    // scipy.integrate.quad and scipy.optimize.brentq (SciPy 1.17.1).
    EXPECT_NEAR(compute_obrien_fleming(2, 0.05)->back().z, 1.9774309592923565, 1e-10);
    EXPECT_NEAR(compute_obrien_fleming(2, 0.001)->back().z, 3.2909146777555724, 1e-10);
}

TEST(ObrienFleming, AllLooksTogetherSpendAlpha) {
    // 200,000 random walks of 5 steps: the count has standard deviation sqrt(2e5 * .05 * .95) = 97; four
    // of these on each side. Fixed seed.
    const auto bounds = compute_obrien_fleming(5, 0.05);
    ASSERT_TRUE(bounds);
    std::mt19937_64 random(1);
    std::normal_distribution<double> step;
    int alarms = 0;
    for (int walk = 0; walk < 200'000; ++walk) {
        double sum = 0;
        bool alarm = false;
        for (int look = 1; look <= 5; ++look) {
            sum += step(random);
            alarm = alarm || std::abs(sum) / std::sqrt(look) >= (*bounds)[static_cast<std::size_t>(look - 1)].z;
        }
        if (alarm) ++alarms;
    }
    EXPECT_NEAR(alarms, 10'000, 390);
}

TEST(ObrienFleming, RefusesWhatIsOutOfRange) {
    EXPECT_THAT(compute_obrien_fleming(0, 0.05).error().message, HasSubstr("between 1 and 50, not be 0"));
    EXPECT_FALSE(compute_obrien_fleming(51, 0.05));
    EXPECT_FALSE(compute_obrien_fleming(4, 0));
    EXPECT_FALSE(compute_obrien_fleming(4, 1));
    EXPECT_FALSE(compute_obrien_fleming(4, std::nan("")));
    EXPECT_EQ(compute_obrien_fleming(4, 1.5).error().kind, ErrorKind::invalid_argument);
}

TEST(ObrienFleming, EndsOfTheRangeAreFinite) {
    for (const double alpha : {1e-12, 0.999999}) {
        const auto bounds = compute_obrien_fleming(7, alpha);
        ASSERT_TRUE(bounds);
        for (const SequentialLook& look : *bounds) {
            EXPECT_TRUE(std::isfinite(look.z) && look.z > 0);
            EXPECT_TRUE(look.nominal_p >= 0 && look.nominal_p < 1);
        }
    }
    EXPECT_EQ(compute_obrien_fleming(50, 0.05)->size(), 50U);
}

RC_GTEST_PROP(ObrienFleming, BoundsFallAndCostMoreWithEveryLook, ()) {
    const int looks = *rc::gen::inRange(1, 8);
    const double alpha = *rc::gen::element(0.001, 0.01, 0.05, 0.2);
    const auto bounds = compute_obrien_fleming(looks, alpha);
    const auto more = compute_obrien_fleming(looks + 1, alpha);
    RC_ASSERT(bounds.has_value() && more.has_value());
    RC_ASSERT(more->back().z > bounds->back().z);
    RC_ASSERT(more->front().z > bounds->front().z);
    double spent = 0;
    for (std::size_t i = 0; i < bounds->size(); ++i) {
        if (i > 0) RC_ASSERT((*bounds)[i].z < (*bounds)[i - 1].z);
        spent += (*bounds)[i].nominal_p;
    }
    // Between the last look alone and the sum of all (Bonferroni).
    RC_ASSERT(bounds->back().nominal_p <= alpha * (1 + 1e-9));
    RC_ASSERT(spent >= alpha * (1 - 1e-9));
}

}  // namespace
}  // namespace inference_pio
