#include "imaging/image.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(ImageSizeText, GoesThereAndBack) {
    for (const ImageSize size : {ImageSize{1, 1}, ImageSize{1920, 1080}, ImageSize{32'767, 2}}) {
        EXPECT_EQ(parse_image_size(to_string(size)).value(), size);
    }
    EXPECT_EQ((ImageSize{8000, 6000}.pixels()), 48'000'000);
    EXPECT_EQ((ImageSize{32'767, 32'767}.pixels()), 1'073'676'289);
}

TEST(ImageSizeText, RefusesWhatIsNone) {
    for (const char* text : {"", "x", "1920", "1920x", "x1080", "0x5", "5x0", "-1x5", "5x5x5", "5x5 ", " 5x5", "5X5",
                             "32768x1", "99999999999x1", "1.5x2"}) {
        const auto size = parse_image_size(text);
        ASSERT_FALSE(size) << text;
        EXPECT_EQ(size.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(size.error().remedy, HasSubstr("1920x1080"));
    }
}

TEST(PixelTypes, HaveNamesSizesAndPeaks) {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32}) {
        EXPECT_EQ(pixel_type_from(to_string(type)).value(), type);
    }
    EXPECT_THAT(pixel_type_from("u32").error().remedy, HasSubstr("f32"));
    EXPECT_EQ(size_of(PixelType::u8), 1U);
    EXPECT_EQ(size_of(PixelType::u16), 2U);
    EXPECT_EQ(size_of(PixelType::f32), 4U);
    EXPECT_EQ(peak_of(PixelType::u8), 255);
    EXPECT_EQ(peak_of(PixelType::u16), 65'535);
    EXPECT_EQ(peak_of(PixelType::f32), 1);
}

TEST(AnImage, IsPackedRowsOfZero) {
    Image image({5, 3}, 3, PixelType::u16);
    EXPECT_EQ(image.pixel_bytes(), 6U);
    EXPECT_EQ(image.row_bytes(), 30U);
    ASSERT_EQ(image.bytes().size(), 90U);
    for (const std::byte byte : image.bytes()) EXPECT_EQ(byte, std::byte{0});
    image.row<std::uint16_t>(2)[14] = 0x1234;
    EXPECT_EQ(image.row<std::uint16_t>(0) + 44, image.row<std::uint16_t>(2) + 14);
    EXPECT_NE(image, Image({5, 3}, 3, PixelType::u16));
    EXPECT_TRUE(Image().bytes().empty());
}

}  // namespace
}  // namespace inference_pio
