#include "imaging/fidelity.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <random>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

using Formula = std::function<double(int, int, int)>;  // of column, row, channel

RealImage real_of(ImageSize size, int channels, const Formula& value) {
    RealImage image{size, channels, {}};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            for (int c = 0; c < channels; ++c) image.values.push_back(value(x, y, c));
        }
    }
    return image;
}

Image image_of(const RealImage& from, PixelType type) {
    Image image(from.size, from.channels, type);
    with_channel_type(type, [&](const auto* null) {
        using Channel = std::remove_cvref_t<decltype(*null)>;
        auto* to = image.row<Channel>(0);
        for (const double value : from.values) {
            const double scaled = value * peak_of(type);
            *to++ = static_cast<Channel>(type == PixelType::f32 ? scaled : std::round(scaled));
        }
    });
    return image;
}

Formula noise(std::uint32_t seed) {
    auto random = std::make_shared<std::mt19937>(seed);
    return [random](int, int, int) { return std::uniform_real_distribution<double>(0.1, 0.9)(*random); };
}

TEST(FidelityOf, EqualImagesIsTheLargest) {
    const RealImage reference =
        real_of({20, 15}, 3, [](int x, int y, int c) { return (x + y * 20 + c) % 256 / 255.0; });
    const auto fidelity = compute_fidelity(image_of(reference, PixelType::u8), reference);
    ASSERT_TRUE(fidelity);
    EXPECT_EQ(fidelity->psnr_db, kPsnrMaxDb);
    EXPECT_NEAR(fidelity->ssim, 1, 1e-12);
}

TEST(FidelityOf, ConstantsHasAClosedForm) {
    const RealImage reference = real_of({32, 32}, 1, [](int, int, int) { return 0.5; });
    const Image darker = image_of(real_of({32, 32}, 1, [](int, int, int) { return 0.25; }), PixelType::f32);
    const auto fidelity = compute_fidelity(darker, reference);
    EXPECT_NEAR(fidelity->psnr_db, 20 * std::log10(4), 1e-9);
    EXPECT_NEAR(fidelity->ssim, (2 * 0.5 * 0.25 + 1e-4) / (0.5 * 0.5 + 0.25 * 0.25 + 1e-4), 1e-12);
}

// Rounding to n levels leaves an error of variance 1 / (12 n²).
TEST(FidelityOf, RoundingIsWhatItsVarianceSays) {
    const RealImage reference = real_of({128, 128}, 3, noise(1));
    const auto bytes = compute_fidelity(image_of(reference, PixelType::u8), reference);
    EXPECT_NEAR(bytes->psnr_db, 20 * std::log10(255 * std::sqrt(12)), 0.1);
    const auto words = compute_fidelity(image_of(reference, PixelType::u16), reference);
    EXPECT_NEAR(words->psnr_db, 20 * std::log10(65'535 * std::sqrt(12)), 0.1);
    EXPECT_GT(words->ssim, bytes->ssim);
    EXPECT_LT(bytes->ssim, 1);
}

// The definition, written out: every window of every channel by itself.
double plain_ssim(const Image& image, const RealImage& reference) {
    std::vector<double> weights;
    double total = 0;
    for (int y = -5; y <= 5; ++y) {
        for (int x = -5; x <= 5; ++x) total += weights.emplace_back(std::exp(-(x * x + y * y) / (2 * 1.5 * 1.5)));
    }
    double sum = 0;
    int count = 0;
    const int channels = image.channels();
    for (int c = 0; c < channels; ++c) {
        for (int y = 5; y < image.size().height - 5; ++y) {
            for (int x = 5; x < image.size().width - 5; ++x, ++count) {
                double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
                for (int i = 0; i < 121; ++i) {
                    const double w = weights[static_cast<std::size_t>(i)] / total;
                    const int column = (x + i % 11 - 5) * channels + c;
                    const double p = image.row<std::uint8_t>(y + i / 11 - 5)[column] / 255.0;
                    const double q = reference.row(y + i / 11 - 5)[column];
                    a += w * p, b += w * q, aa += w * p * p, bb += w * q * q, ab += w * p * q;
                }
                sum += (2 * a * b + 1e-4) * (2 * (ab - a * b) + 9e-4) /
                       ((a * a + b * b + 1e-4) * (aa - a * a + bb - b * b + 9e-4));
            }
        }
    }
    return sum / count;
}

TEST(FidelityOf, SsimIsItsDefinition) {
    for (const ImageSize size : {ImageSize{11, 11}, ImageSize{23, 17}, ImageSize{12, 40}}) {
        const RealImage reference = real_of(size, 3, noise(7));
        const Image image = image_of(real_of(size, 3, noise(8)), PixelType::u8);
        EXPECT_NEAR(compute_fidelity(image, reference)->ssim, plain_ssim(image, reference), 1e-11);
    }
}

TEST(FidelityOf, WhatCannotBeComparedIsAnError) {
    const RealImage reference = real_of({12, 12}, 1, noise(1));
    EXPECT_EQ(compute_fidelity(Image({12, 13}, 1, PixelType::u8), reference).error().kind, ErrorKind::mismatch);
    EXPECT_EQ(compute_fidelity(Image({12, 12}, 3, PixelType::u8), reference).error().kind, ErrorKind::mismatch);
    const RealImage small = real_of({12, 10}, 1, noise(1));
    EXPECT_THAT(compute_fidelity(Image({12, 10}, 1, PixelType::u8), small).error().message, HasSubstr("window"));
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        Image image({12, 12}, 1, PixelType::f32);
        image.row<float>(3)[4] = bad;
        EXPECT_EQ(compute_fidelity(image, reference).error().kind, ErrorKind::malformed);
    }
}

}  // namespace
}  // namespace inference_pio
