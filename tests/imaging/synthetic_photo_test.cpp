#include "imaging/synthetic_photo.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "common/digest.hpp"
#include "imaging/fidelity.hpp"
#include "imaging/reference_resize.hpp"

namespace inference_pio {
namespace {

std::string digest_of_pixels(const Image& image) {
    return digest_of({reinterpret_cast<const char*>(image.bytes().data()), image.bytes().size()});
}

// The bytes themselves, so that another machine, compiler or library that draws something else is found out.
TEST(SyntheticPhoto, IsTheSameOnEveryMachine) {
    EXPECT_EQ(digest_of_pixels(synthesize_photo({320, 200}, 3, PixelType::u8)),
              "xxh3:1035b3901c4188bd4eeae8f4898ff38f");
    EXPECT_EQ(digest_of_pixels(synthesize_photo({200, 321}, 4, PixelType::u16, 7)),
              "xxh3:a3542b183b8b843be32de6d7d7ae8851");
}

TEST(SyntheticPhoto, DependsOnTheSeed) {
    EXPECT_EQ(synthesize_photo({64, 48}, 3, PixelType::u8, 5), synthesize_photo({64, 48}, 3, PixelType::u8, 5));
    EXPECT_NE(synthesize_photo({64, 48}, 3, PixelType::u8, 5), synthesize_photo({64, 48}, 3, PixelType::u8, 6));
    EXPECT_NE(synthesize_photo({64, 48}, 3, PixelType::u8, 5),
              synthesize_photo({64, 48}, 3, PixelType::u8, 5 + (std::uint64_t{1} << 40U)));
}

TEST(SyntheticPhoto, TypesAndChannelsHoldOneScene) {
    const ImageSize size{120, 90};
    const Image words = synthesize_photo(size, 3, PixelType::u16);
    const Image bytes = synthesize_photo(size, 3, PixelType::u8);
    const Image reals = synthesize_photo(size, 3, PixelType::f32);
    const Image grey = synthesize_photo(size, 1, PixelType::u16);
    for (int i = 0; i < 120 * 90 * 3; ++i) {
        const double exact = words.row<std::uint16_t>(0)[i] / 65'535.0;
        EXPECT_NEAR(bytes.row<std::uint8_t>(0)[i] / 255.0, exact, 0.5 / 255 + 1e-9);
        EXPECT_NEAR(reals.row<float>(0)[i], exact, 1e-7);
        EXPECT_EQ(grey.row<std::uint16_t>(0)[i / 3], words.row<std::uint16_t>(0)[i / 3 * 3]);
    }
}

TEST(SyntheticPhoto, UsesTheRangeAndStaysInIt) {
    const Image photo = synthesize_photo({640, 480}, 3, PixelType::u8);
    std::array<int, 256> histogram{};
    for (const std::byte byte : photo.bytes()) ++histogram[std::to_integer<std::size_t>(byte)];
    const double count = static_cast<double>(photo.bytes().size());
    EXPECT_LT((histogram[0] + histogram[255]) / count, 0.02);
    int levels = 0;
    for (const int one : histogram) levels += one > 0 ? 1 : 0;
    EXPECT_GT(levels, 230);
}

TEST(SyntheticPhoto, ShowsTheSameSceneAtEverySize) {
    const Image large = synthesize_photo({960, 640}, 3, PixelType::u8);
    const Image small = synthesize_photo({240, 160}, 3, PixelType::u8);
    const auto fidelity = compute_fidelity(small, compute_reference_resize(large, {240, 160}, ResizeFilter::area));
    EXPECT_GT(fidelity->psnr_db, 20);
    const Image other = synthesize_photo({240, 160}, 3, PixelType::u8, 2);
    EXPECT_LT(compute_fidelity(other, compute_reference_resize(large, {240, 160}, ResizeFilter::area))->psnr_db, 15);
}

// Mean square of the differences between neighbouring means of 2^octave pixels. A power spectrum that falls with the
// square of frequency has the same in every octave; white noise loses three quarters from one to the next.
double octave_energy(const Image& photo, int octave) {
    const ImageSize coarse{photo.size().width >> octave, photo.size().height >> octave};
    const RealImage means = compute_reference_resize(photo, coarse, ResizeFilter::area);
    double sum = 0;
    for (int y = 0; y < coarse.height; ++y) {
        for (int x = 0; x + 1 < coarse.width; x += 2) sum += std::pow(means.row(y)[x + 1] - means.row(y)[x], 2);
    }
    return sum / static_cast<double>(coarse.pixels());
}

TEST(SyntheticPhoto, HasTheSpectrumOfAPhotograph) {
    const Image photo = synthesize_photo({1024, 1024}, 1, PixelType::u16);
    double sum_k = 0, sum_e = 0, sum_kk = 0, sum_ke = 0;
    constexpr int kOctaves = 7;
    for (int k = 0; k < kOctaves; ++k) {
        const double energy = std::log2(octave_energy(photo, k));
        sum_k += k, sum_e += energy, sum_kk += k * k, sum_ke += k * energy;
    }
    const double slope = (kOctaves * sum_ke - sum_k * sum_e) / (kOctaves * sum_kk - sum_k * sum_k);
    // Frequency halves from an octave to the next: a spectrum of frequency^-(2 + slope). Photographs: 1.6 to 2.8.
    EXPECT_GT(slope, -0.4);
    EXPECT_LT(slope, 0.8);
}

TEST(SyntheticPhoto, CanBeAsSmallAsAPixel) {
    for (const ImageSize size : {ImageSize{1, 1}, ImageSize{3, 1}, ImageSize{1, 50}}) {
        EXPECT_EQ(synthesize_photo(size, 3, PixelType::u8).bytes().size(), static_cast<std::size_t>(3 * size.pixels()));
    }
}

}  // namespace
}  // namespace inference_pio
