#include "imaging/resize_filter.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

namespace inference_pio {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kExact = 1e-15;
const std::vector<ResizeFilter> kAll = {ResizeFilter::nearest, ResizeFilter::bilinear, ResizeFilter::area,
                                        ResizeFilter::bicubic, ResizeFilter::lanczos};

TEST(ResizeFilters, HaveNames) {
    for (const ResizeFilter filter : kAll) EXPECT_EQ(resize_filter_from(to_string(filter)).value(), filter);
    EXPECT_THAT(resize_filter_from("box").error().remedy, HasSubstr("lanczos"));
}

TEST(FilterWindows, OfNearestHoldTheCentre) {
    const auto windows = compute_filter_windows(ResizeFilter::nearest, 10, 4);
    ASSERT_EQ(windows.size(), 4U);
    // Centres at 1.25, 3.75, 6.25, 8.75.
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(windows[i].first, (std::vector{1, 3, 6, 8}[i]));
    EXPECT_THAT(windows[0].weights, ElementsAre(1));
    EXPECT_EQ(compute_filter_windows(ResizeFilter::nearest, 2, 1).front().first, 1) << "a centre on a border";
}

TEST(FilterWindows, OfAreaAreSharesOfCoverage) {
    const auto windows = compute_filter_windows(ResizeFilter::area, 5, 2);  // 2.5 pixels each
    EXPECT_EQ(windows[0].first, 0);
    EXPECT_THAT(windows[0].weights, ElementsAre(0.4, 0.4, 0.2));
    EXPECT_EQ(windows[1].first, 2);
    EXPECT_THAT(windows[1].weights, ElementsAre(0.2, 0.4, 0.4));
    const auto larger = compute_filter_windows(ResizeFilter::area, 2, 3);  // two thirds of a pixel each
    EXPECT_THAT(larger[0].weights, ElementsAre(1));
    EXPECT_THAT(larger[1].weights, ElementsAre(0.5, 0.5));
    EXPECT_EQ(larger[2].first, 1);
    EXPECT_THAT(larger[2].weights, ElementsAre(1));
}

TEST(FilterWindows, OfBilinearWidenWithTheScale) {
    // Centre at 3, reach 2: pixels at distances −1.5, −0.5, 0.5, 1.5 of a triangle of half-width 2.
    const auto windows = compute_filter_windows(ResizeFilter::bilinear, 8, 4);
    EXPECT_EQ(windows[1].first, 1);
    EXPECT_THAT(windows[1].weights, ElementsAre(DoubleNear(0.125, kExact), DoubleNear(0.375, kExact),
                                                DoubleNear(0.375, kExact), DoubleNear(0.125, kExact)));
    // At the border what is outside is left out: 0.75, 0.75, 0.25 of the triangle, over their sum.
    EXPECT_EQ(windows[0].first, 0);
    EXPECT_THAT(windows[0].weights,
                ElementsAre(DoubleNear(3.0 / 7, kExact), DoubleNear(3.0 / 7, kExact), DoubleNear(1.0 / 7, kExact)));
}

TEST(FilterWindows, OfBicubicAreKeysSpline) {
    // Doubling puts centres a quarter of a pixel off, where a = −0.5 gives these.
    const auto windows = compute_filter_windows(ResizeFilter::bicubic, 8, 16);
    EXPECT_EQ(windows[7].first, 2);  // centre at 3.75: pixel 3 is nearest
    EXPECT_THAT(windows[7].weights, ElementsAre(DoubleNear(-9 / 128.0, kExact), DoubleNear(111 / 128.0, kExact),
                                                DoubleNear(29 / 128.0, kExact), DoubleNear(-3 / 128.0, kExact)));
}

TEST(FilterWindows, OfLanczosAreItsFormula) {
    const auto windows = compute_filter_windows(ResizeFilter::lanczos, 12, 12 * 2);
    const FilterWindow& window = windows[13];  // centre at 6.75, distances of pixels 4 to 9: −2.25 … 2.75
    ASSERT_EQ(window.first, 4);
    ASSERT_EQ(window.weights.size(), 6U);
    std::vector<double> expected;
    for (int i = 4; i < 10; ++i) {
        const double x = 3.14159265358979323846 * (i + 0.5 - 6.75);
        expected.push_back(3 * std::sin(x) * std::sin(x / 3) / (x * x));
    }
    const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(window.weights[i], expected[i] / sum, 1e-14);
}

TEST(FilterWindows, OfTheSameLengthChangeNothing) {
    for (const ResizeFilter filter : kAll) {
        const auto windows = compute_filter_windows(filter, 9, 9);
        for (int x = 0; x < 9; ++x) {
            const FilterWindow& window = windows[static_cast<std::size_t>(x)];
            for (std::size_t i = 0; i < window.weights.size(); ++i) {
                const double expected = window.first + static_cast<int>(i) == x ? 1 : 0;
                EXPECT_NEAR(window.weights[i], expected, 1e-15) << to_string(filter) << " at " << x;
            }
        }
    }
}

RC_GTEST_PROP(FilterWindowsProperty, SumToOneInsideTheImageAndMirror, ()) {
    const int source = *rc::gen::inRange(1, 300);
    const int target = *rc::gen::inRange(1, 300);
    const ResizeFilter filter = *rc::gen::elementOf(kAll);
    const auto windows = compute_filter_windows(filter, source, target);
    RC_ASSERT(windows.size() == static_cast<std::size_t>(target));
    for (std::size_t x = 0; x < windows.size(); ++x) {
        const FilterWindow& window = windows[x];
        RC_ASSERT(window.first >= 0);
        RC_ASSERT(!window.weights.empty());
        RC_ASSERT(window.first + static_cast<int>(window.weights.size()) <= source);
        RC_ASSERT(std::abs(std::accumulate(window.weights.begin(), window.weights.end(), 0.0) - 1) < 1e-13);
        if (filter == ResizeFilter::nearest) continue;  // a centre between two pixels belongs to the right one
        // The mirror image of the first window is the last one; weights of 0 may stand at either end.
        const FilterWindow& mirrored = windows[windows.size() - 1 - x];
        for (std::size_t i = 0; i < window.weights.size(); ++i) {
            const int other = source - 1 - (window.first + static_cast<int>(i)) - mirrored.first;
            const bool inside = other >= 0 && other < static_cast<int>(mirrored.weights.size());
            const double weight = inside ? mirrored.weights[static_cast<std::size_t>(other)] : 0;
            RC_ASSERT(std::abs(weight - window.weights[i]) < 1e-12);
        }
    }
}

}  // namespace
}  // namespace inference_pio
