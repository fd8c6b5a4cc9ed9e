#include "imaging/smart_resize.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

constexpr SmartResizeRule kQwen2{28, 3'136, 1'003'520};

struct SmartRow {
    ImageSize source;
    ImageSize qwen3;
    ImageSize qwen2;
};

class SmartSizes : public ::testing::TestWithParam<SmartRow> {};

// The published rule, run in Python on these sizes.
TEST_P(SmartSizes, AreThoseOfThePublishedRule) {
    EXPECT_EQ(compute_smart_size(GetParam().source).value(), GetParam().qwen3);
    EXPECT_EQ(compute_smart_size(GetParam().source, kQwen2).value(), GetParam().qwen2);
}

INSTANTIATE_TEST_SUITE_P(
    Photographs, SmartSizes,
    ::testing::Values(SmartRow{{640, 480}, {640, 480}, {644, 476}}, SmartRow{{1920, 1080}, {1920, 1088}, {1316, 728}},
                      SmartRow{{4000, 3000}, {4000, 3008}, {1148, 840}},
                      SmartRow{{8000, 6000}, {4704, 3520}, {1148, 840}}, SmartRow{{100, 100}, {256, 256}, {112, 112}},
                      SmartRow{{224, 224}, {256, 256}, {224, 224}}, SmartRow{{448, 448}, {448, 448}, {448, 448}},
                      SmartRow{{896, 896}, {896, 896}, {896, 896}}, SmartRow{{1344, 448}, {1344, 448}, {1344, 448}},
                      SmartRow{{448, 1344}, {448, 1344}, {448, 1344}}, SmartRow{{1, 1}, {256, 256}, {56, 56}},
                      SmartRow{{20'000, 100}, {20'000, 96}, {14'140, 56}},
                      SmartRow{{31, 4'000}, {32, 4'000}, {28, 4'004}},
                      SmartRow{{8'192, 8'192}, {4'096, 4'096}, {980, 980}}, SmartRow{{17, 33}, {192, 384}, {56, 84}}));

TEST(SmartSize, RoundsHalvesToTheEvenMultiple) {
    const SmartResizeRule no_limits{32, 1, 1'000'000'000};
    EXPECT_EQ(compute_smart_size({48, 80}, no_limits).value(), (ImageSize{64, 64}));
    EXPECT_EQ(compute_smart_size({112, 144}, no_limits).value(), (ImageSize{128, 128}));
}

TEST(SmartSize, RefusesWhatHasNone) {
    EXPECT_THAT(compute_smart_size({201, 1}).error().message, HasSubstr("200"));
    EXPECT_TRUE(compute_smart_size({200, 1}));
    for (const SmartResizeRule& rule :
         {SmartResizeRule{0, 1, 2}, SmartResizeRule{32, 0, 2}, SmartResizeRule{32, 2, 1}}) {
        EXPECT_EQ(compute_smart_size({640, 480}, rule).error().kind, ErrorKind::invalid_argument);
    }
    EXPECT_FALSE(compute_smart_size({0, 480}));
    const SmartResizeRule huge{32, 2'000'000'000, 4'000'000'000};
    EXPECT_THAT(compute_smart_size({640, 480}, huge).error().message, HasSubstr("too long"));
}

RC_GTEST_PROP(SmartSizeProperty, FactorsLimitsAndAspectRatioHold, ()) {
    const ImageSize source{*rc::gen::inRange(32, 9'000), *rc::gen::inRange(32, 9'000)};
    RC_PRE(source.width <= 100 * source.height && source.height <= 100 * source.width);
    const ImageSize size = compute_smart_size(source).value();
    RC_ASSERT(size.width % 32 == 0 && size.height % 32 == 0);
    RC_ASSERT(size.pixels() >= 65'536 && size.pixels() <= 16'777'216);
    // Each side is off by at most one factor from the source scaled as a whole.
    const double scale = std::sqrt(static_cast<double>(size.pixels()) / static_cast<double>(source.pixels()));
    RC_ASSERT(std::abs(size.width - source.width * scale) <= 32 * (1 + source.width / (1.0 * source.height)));
    RC_ASSERT(std::abs(size.height - source.height * scale) <= 32 * (1 + source.height / (1.0 * source.width)));
}

}  // namespace
}  // namespace inference_pio
