#include "imaging/image_writer.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "imaging/image_file.hpp"
#include "imaging/synthetic_photo.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(ImageWriter, APngComesBackAsItWas) {
    for (const int channels : {1, 3, 4}) {
        const Image photo = synthesize_photo({61, 40}, channels, PixelType::u8);
        const auto bytes = encode_image(photo, ImageFormat::png);
        ASSERT_TRUE(bytes) << bytes.error().message;
        const auto again = decode_image(*bytes, "picture", channels, PixelType::u8);
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(*again, photo) << channels;
    }
}

TEST(ImageWriter, AJpegComesBackNearlyAsItWas) {
    const Image photo = synthesize_photo({160, 120}, 3, PixelType::u8);
    const auto bytes = encode_image(photo, ImageFormat::jpeg);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_LT(bytes->size(), photo.bytes().size() / 2);
    const auto again = decode_image(*bytes, "picture", 3, PixelType::u8);
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_EQ(again->size(), photo.size());
    double sum = 0;
    for (std::size_t i = 0; i < photo.bytes().size(); ++i) {
        sum += std::abs(static_cast<int>(photo.bytes()[i]) - static_cast<int>(again->bytes()[i]));
    }
    const double mean = sum / static_cast<double>(photo.bytes().size());
    EXPECT_GT(mean, 0);
    EXPECT_LT(mean, 16);
}

TEST(ImageWriter, RefusesWhatTheFormatsDoNotHold) {
    EXPECT_EQ(encode_image(Image({4, 4}, 4, PixelType::u8), ImageFormat::jpeg).error().kind, ErrorKind::unsupported);
    EXPECT_EQ(encode_image(Image({4, 4}, 3, PixelType::f32), ImageFormat::png).error().kind, ErrorKind::unsupported);
    const auto format = image_format_from("webp");
    ASSERT_FALSE(format);
    EXPECT_THAT(format.error().message, HasSubstr("'webp'"));
    EXPECT_EQ(*image_format_from("png"), ImageFormat::png);
    EXPECT_EQ(to_string(ImageFormat::jpeg), "jpeg");
}

}  // namespace
}  // namespace inference_pio
