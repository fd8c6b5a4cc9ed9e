// The reference is exact: on images whose resized form is known by a formula it gives that form.
#include "imaging/reference_resize.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

namespace inference_pio {
namespace {

const std::vector<ResizeFilter> kAll = {ResizeFilter::nearest, ResizeFilter::bilinear, ResizeFilter::area,
                                        ResizeFilter::bicubic, ResizeFilter::lanczos};
constexpr double kPi = 3.14159265358979323846;

// `value` of column, row and channel.
Image image_of(ImageSize size, int channels, const std::function<float(int, int, int)>& value) {
    Image image(size, channels, PixelType::f32);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            for (int c = 0; c < channels; ++c) image.row<float>(y)[x * channels + c] = value(x, y, c);
        }
    }
    return image;
}

double at(const RealImage& image, int x, int y, int channel = 0) { return image.row(y)[x * image.channels + channel]; }

TEST(Reference, KeepsAConstantOfEveryType) {
    for (const ResizeFilter filter : kAll) {
        for (const ImageSize target : {ImageSize{5, 4}, ImageSize{17, 31}, ImageSize{40, 3}}) {
            Image bytes({17, 13}, 3, PixelType::u8);
            for (std::byte& byte : bytes.bytes()) byte = std::byte{200};
            for (const double value : compute_reference_resize(bytes, target, filter).values) {
                EXPECT_NEAR(value, 200.0 / 255, 1e-14) << to_string(filter);
            }
            Image words({17, 13}, 1, PixelType::u16);
            for (int i = 0; i < 17 * 13; ++i) words.row<std::uint16_t>(0)[i] = 40'000;
            for (const double value : compute_reference_resize(words, target, filter).values) {
                EXPECT_NEAR(value, 40'000.0 / 65'535, 1e-14) << to_string(filter);
            }
        }
    }
}

TEST(Reference, OfAreaIsTheMeanUnderEachPixel) {
    // A step at column 3 of 10, shrunk to 4: the second pixel covers 2.5 to 5, two and a half of which are 1.
    const Image step = image_of({10, 1}, 1, [](int x, int, int) { return x >= 3 ? 1.0F : 0.0F; });
    const RealImage shrunk = compute_reference_resize(step, {4, 1}, ResizeFilter::area);
    EXPECT_DOUBLE_EQ(at(shrunk, 0, 0), 0);
    EXPECT_DOUBLE_EQ(at(shrunk, 1, 0), 0.8);
    EXPECT_DOUBLE_EQ(at(shrunk, 2, 0), 1);
    // One pixel of 7 × 7, alone: its share of the target pixels that it lies under, in both directions.
    const Image dot = image_of({7, 7}, 1, [](int x, int y, int) { return x == 3 && y == 3 ? 1.0F : 0.0F; });
    const RealImage spread = compute_reference_resize(dot, {2, 2}, ResizeFilter::area);
    for (int i = 0; i < 4; ++i) EXPECT_NEAR(at(spread, i % 2, i / 2), 0.25 / 12.25, 1e-16);
}

// Enlarging interpolates: a triangle follows straight lines, Keys' spline with a = −0.5 parabolas.
TEST(Reference, EnlargesPolynomialsExactly) {
    const auto plane = [](double x, double y) { return 0.25 * x - 0.125 * y + 2; };
    const auto bowl = [](double x, double y) { return 0.25 * x * x - 0.5 * x * y + 0.125 * y * y - x + 3; };
    const ImageSize from{16, 12};
    const ImageSize to{41, 29};
    const Image flat = image_of(from, 1, [&](int x, int y, int) { return static_cast<float>(plane(x, y)); });
    const Image bent = image_of(from, 1, [&](int x, int y, int) { return static_cast<float>(bowl(x, y)); });
    const RealImage bilinear = compute_reference_resize(flat, to, ResizeFilter::bilinear);
    const RealImage bicubic = compute_reference_resize(bent, to, ResizeFilter::bicubic);
    for (int y = 6; y < to.height - 6; ++y) {
        for (int x = 6; x < to.width - 6; ++x) {
            const double source_x = (x + 0.5) * from.width / to.width - 0.5;
            const double source_y = (y + 0.5) * from.height / to.height - 0.5;
            EXPECT_NEAR(at(bilinear, x, y), plane(source_x, source_y), 1e-13);
            EXPECT_NEAR(at(bicubic, x, y), bowl(source_x, source_y), 1e-12);
        }
    }
}

// Shrinking by a whole number makes windows symmetric, and symmetric windows keep straight lines.
TEST(Reference, ShrinksAPlaneExactly) {
    const auto plane = [](double x, double y) { return 0.25 * x + 0.5 * y; };
    const Image flat = image_of({96, 80}, 1, [&](int x, int y, int) { return static_cast<float>(plane(x, y)); });
    for (const ResizeFilter filter :
         {ResizeFilter::bilinear, ResizeFilter::area, ResizeFilter::bicubic, ResizeFilter::lanczos}) {
        const RealImage shrunk = compute_reference_resize(flat, {24, 16}, filter);
        for (int y = 4; y < 12; ++y) {
            for (int x = 4; x < 20; ++x) {
                EXPECT_NEAR(at(shrunk, x, y), plane(4 * x + 1.5, 5 * y + 2), 1e-12) << to_string(filter);
            }
        }
    }
}

// A wave stays a wave, weakened by the filter's frequency response, which for these two has a closed form: the mean
// of s neighbours is sin(sω/2) / (s·sin(ω/2)); the triangle over 2s pixels is that squared, times cos(ω/2) where s is
// even (its pixels then lie between those of the two means that it is made of).
TEST(Reference, WeakensAWaveByTheFiltersResponse) {
    constexpr int kLength = 240;
    for (const int s : {2, 3, 4, 6}) {
        for (const double omega : {0.05, 0.3, 0.7, 1.1}) {
            const auto wave = [&](double x) { return std::cos(omega * (x + 0.5)); };
            // The image holds it as float: 6e-8 of 1.
            const Image image = image_of({kLength, 1}, 1, [&](int x, int, int) { return static_cast<float>(wave(x)); });
            const double mean = std::sin(s * omega / 2) / (s * std::sin(omega / 2));
            const double triangle = mean * mean * (s % 2 == 0 ? std::cos(omega / 2) : 1);
            const RealImage area = compute_reference_resize(image, {kLength / s, 1}, ResizeFilter::area);
            const RealImage bilinear = compute_reference_resize(image, {kLength / s, 1}, ResizeFilter::bilinear);
            for (int x = 2; x < kLength / s - 2; ++x) {
                const double at_centre = std::cos(omega * (x + 0.5) * s);
                EXPECT_NEAR(at(area, x, 0), mean * at_centre, 6e-8) << s << " " << omega;
                EXPECT_NEAR(at(bilinear, x, 0), triangle * at_centre, 6e-8) << s << " " << omega;
            }
        }
    }
}

TEST(Reference, OfNearestTakesThePixelUnderTheCentre) {
    const Image image =
        image_of({10, 6}, 2, [](int x, int y, int c) { return static_cast<float>(x + 16 * y + 256 * c); });
    const RealImage picked = compute_reference_resize(image, {4, 2}, ResizeFilter::nearest);
    const std::vector<int> columns{1, 3, 6, 8};
    for (int x = 0; x < 4; ++x) {
        EXPECT_EQ(at(picked, x, 0, 0), columns[static_cast<std::size_t>(x)] + 16);
        EXPECT_EQ(at(picked, x, 1, 1), columns[static_cast<std::size_t>(x)] + 16 * 4 + 256);
    }
}

RC_GTEST_PROP(ReferenceProperty, RowsAndColumnsAreTreatedAlike, ()) {
    const ImageSize from{*rc::gen::inRange(1, 40), *rc::gen::inRange(1, 40)};
    const ImageSize to{*rc::gen::inRange(1, 40), *rc::gen::inRange(1, 40)};
    const ResizeFilter filter = *rc::gen::elementOf(kAll);
    const auto values = *rc::gen::container<std::vector<std::uint8_t>>(static_cast<std::size_t>(from.pixels()),
                                                                       rc::gen::arbitrary<std::uint8_t>());
    Image image(from, 1, PixelType::u8);
    Image transposed({from.height, from.width}, 1, PixelType::u8);
    for (int y = 0; y < from.height; ++y) {
        for (int x = 0; x < from.width; ++x) {
            const std::uint8_t value = values[static_cast<std::size_t>(y * from.width + x)];
            image.row<std::uint8_t>(y)[x] = value;
            transposed.row<std::uint8_t>(x)[y] = value;
        }
    }
    const RealImage one = compute_reference_resize(image, to, filter);
    const RealImage other = compute_reference_resize(transposed, {to.height, to.width}, filter);
    for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; ++x) RC_ASSERT(std::abs(at(one, x, y) - at(other, y, x)) < 1e-12);
    }
    if (filter == ResizeFilter::area) {
        // Light is neither made nor lost.
        const double before =
            std::accumulate(values.begin(), values.end(), 0.0) / 255 / static_cast<double>(values.size());
        const double after =
            std::accumulate(one.values.begin(), one.values.end(), 0.0) / static_cast<double>(one.values.size());
        RC_ASSERT(std::abs(before - after) < 1e-12);
    }
}

}  // namespace
}  // namespace inference_pio
