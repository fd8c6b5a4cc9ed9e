// The reference is what Pillow computes: its Image.resize() of an image of floats (mode F), by version 13.0.0, which
// adds up in double precision and keeps 24 bits between its two passes.
#include <gtest/gtest.h>

#include <vector>

#include "imaging/reference_resize.hpp"

namespace inference_pio {
namespace {

struct PillowRow {
    ResizeFilter filter;
    ImageSize from;
    ImageSize to;
    std::vector<double> values;
};

// Pillow's BOX for area, at a whole ratio, where the two mean the same.
const std::vector<PillowRow> kRows{
    {ResizeFilter::nearest,
     {9, 5},
     {4, 3},
     {0.578125, 0.734375, 0.890625, 0.046875, 0.140625, 0.109375, 0.078125, 0.046875, 0.703125, 0.484375, 0.265625,
      0.046875}},
    {ResizeFilter::nearest, {9, 5}, {3, 8}, {0.578125, 0.3125,   0.046875, 0.578125, 0.3125,   0.046875,
                                             0.359375, 0.703125, 0.046875, 0.140625, 0.09375,  0.046875,
                                             0.140625, 0.09375,  0.046875, 0.921875, 0.484375, 0.046875,
                                             0.703125, 0.875,    0.046875, 0.703125, 0.875,    0.046875}},
    {ResizeFilter::bilinear,
     {9, 5},
     {4, 3},
     {0.3295281, 0.5362043, 0.5281468, 0.3609056, 0.3210813, 0.2742632, 0.2818005, 0.1711806, 0.5448342, 0.4188262,
      0.5503593, 0.2989158}},
    {ResizeFilter::bilinear, {9, 5}, {3, 8}, {0.3476562, 0.5347222, 0.4023438, 0.3835449, 0.5597873, 0.380127,
                                              0.411377,  0.5608724, 0.3327637, 0.2282715, 0.2494575, 0.1447754,
                                              0.279541,  0.2158203, 0.1520996, 0.5651855, 0.4599609, 0.3547363,
                                              0.4992676, 0.5166016, 0.3464355, 0.4257812, 0.5416667, 0.3242188}},
    {ResizeFilter::bicubic,
     {9, 5},
     {4, 3},
     {0.3090301, 0.5475025, 0.5306048, 0.3601823, 0.3290421, 0.2558866, 0.2792811, 0.1575735, 0.5533316, 0.3880725,
      0.5941855, 0.276401}},
    {ResizeFilter::bicubic, {9, 5}, {3, 8}, {0.3017401, 0.5634124, 0.412186,  0.3696788, 0.6022533, 0.402646,
                                             0.4166341, 0.5763102, 0.3413737, 0.1889648, 0.2022455, 0.104069,
                                             0.2424235, 0.1613005, 0.1213623, 0.5623616, 0.467594,  0.3825114,
                                             0.4962809, 0.536285,  0.3794148, 0.397279,  0.5414841, 0.3369807}},
    {ResizeFilter::lanczos,
     {9, 5},
     {4, 3},
     {0.2799487, 0.5751297, 0.5175081, 0.353245, 0.3368391, 0.2508612, 0.2815703, 0.1523717, 0.5476072, 0.3755556,
      0.615711, 0.2657726}},
    {ResizeFilter::lanczos, {9, 5}, {3, 8}, {0.2735552, 0.5589939, 0.4082622, 0.3852764, 0.6283011, 0.4246112,
                                             0.4260382, 0.5539292, 0.3326026, 0.1814818, 0.1822472, 0.07982683,
                                             0.2271756, 0.1386202, 0.1185571, 0.5393081, 0.4583701, 0.39794,
                                             0.5046217, 0.5614747, 0.4109525, 0.3765119, 0.5299572, 0.3267594}},
    {ResizeFilter::area, {12, 6}, {3, 2}, {0.3333333, 0.2916667, 0.4166667, 0.4817708, 0.4609375, 0.5234375}}};

TEST(PillowAgreement, OfEveryFilter) {
    for (const PillowRow& row : kRows) {
        Image image(row.from, 1, PixelType::f32);
        for (int y = 0; y < row.from.height; ++y) {
            for (int x = 0; x < row.from.width; ++x) {
                image.row<float>(y)[x] = static_cast<float>((x * 37 + y * 101 + x * y * 13) % 64) / 64.0F;
            }
        }
        const RealImage resized = compute_reference_resize(image, row.to, row.filter);
        ASSERT_EQ(resized.values.size(), row.values.size());
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            EXPECT_NEAR(resized.values[i], row.values[i], 2e-7) << to_string(row.filter) << " value " << i;
        }
    }
}

}  // namespace
}  // namespace inference_pio
