#include "imaging/image_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "fakes/temporary_folder.hpp"
#include "imaging/fidelity.hpp"
#include "imaging/synthetic_photo.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ImageFiles : public ::testing::Test {
protected:
    fs::path write_png(const std::string& name, const Image& image) const {
        const fs::path file = folder_.path() / name;
        EXPECT_NE(stbi_write_png(file.c_str(), image.size().width, image.size().height, image.channels(),
                                 image.bytes().data(), 0),
                  0);
        return file;
    }

    fs::path write_jpeg(const std::string& name, const Image& image) const {
        const fs::path file = folder_.path() / name;
        EXPECT_NE(stbi_write_jpg(file.c_str(), image.size().width, image.size().height, image.channels(),
                                 image.bytes().data(), 95),
                  0);
        return file;
    }

    fs::path write_text(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name) << text;
        return folder_.path() / name;
    }

    TemporaryFolder folder_;
};

TEST_F(ImageFiles, PngKeepsEveryPixel) {
    for (const int channels : {1, 3, 4}) {
        const Image photo = synthesize_photo({37, 23}, channels, PixelType::u8);
        const auto read = read_image_file(write_png("a.png", photo), channels, PixelType::u8);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, photo);
    }
}

TEST_F(ImageFiles, JpegIsNearlyThePhotograph) {
    const Image photo = synthesize_photo({160, 120}, 1, PixelType::u8);
    const auto read = read_image_file(write_jpeg("a.jpg", photo), 1, PixelType::u8);
    ASSERT_TRUE(read) << read.error().message;
    const auto fidelity = compute_fidelity(*read, compute_reference_resize(photo, photo.size(), ResizeFilter::area));
    EXPECT_GT(fidelity->psnr_db, 30);
}

TEST_F(ImageFiles, ChannelsAndTypesAreConverted) {
    const Image photo = synthesize_photo({20, 14}, 3, PixelType::u8);
    const fs::path file = write_png("a.png", photo);
    const Image words = read_image_file(file, 3, PixelType::u16).value();
    const Image reals = read_image_file(file, 3, PixelType::f32).value();
    const Image with_alpha = read_image_file(file, 4, PixelType::u8).value();
    for (int i = 0; i < 20 * 14 * 3; ++i) {
        const int byte = photo.row<std::uint8_t>(0)[i];
        EXPECT_EQ(words.row<std::uint16_t>(0)[i], byte * 257);
        EXPECT_NEAR(reals.row<float>(0)[i], byte / 255.0, 1e-7);
        EXPECT_EQ(with_alpha.row<std::uint8_t>(0)[i / 3 * 4 + i % 3], byte);
    }
    for (int i = 0; i < 20 * 14; ++i) EXPECT_EQ(with_alpha.row<std::uint8_t>(0)[4 * i + 3], 255);
    const Image grey = read_image_file(file, 1, PixelType::u8).value();
    EXPECT_EQ(grey.channels(), 1);
    EXPECT_EQ(grey.size(), photo.size());
}

TEST_F(ImageFiles, WhatIsNoImageNamesItsFile) {
    EXPECT_EQ(read_image_file(folder_.path() / "absent.png", 3, PixelType::u8).error().kind, ErrorKind::not_found);
    for (const char* text : {"", "no image", "\x89PNG\r\n\x1a\n"}) {
        const auto read = read_image_file(write_text("bad.png", text), 3, PixelType::u8);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().kind, ErrorKind::malformed);
        EXPECT_THAT(read.error().message, HasSubstr("bad.png"));
    }
}

TEST_F(ImageFiles, ACutFileIsAnError) {
    const fs::path file = write_png("a.png", synthesize_photo({64, 64}, 3, PixelType::u8));
    fs::resize_file(file, fs::file_size(file) / 2);
    EXPECT_EQ(read_image_file(file, 3, PixelType::u8).error().kind, ErrorKind::malformed);
}

// A header that promises more than there is: refused before anything is allocated.
TEST_F(ImageFiles, ASizeBeyondAllBoundsIsRefused) {
    std::string header("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\0\1\x08\2\0\0\0\0\0\0\0", 33);
    const auto read = decode_image(header, "large.png", 3, PixelType::u8);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(read.error().message, HasSubstr("65535x1"));
}

TEST_F(ImageFiles, AreFoundByTheirNamesInOrder) {
    const Image photo = synthesize_photo({4, 4}, 3, PixelType::u8);
    write_png("b.PNG", photo);
    write_png("a.jpeg", photo);  // what is inside does not matter here
    write_png("c.jpg", photo);
    write_text("notes.txt", "");
    fs::create_directory(folder_.path() / "d.png");
    const auto found = find_image_files(folder_.path());
    ASSERT_TRUE(found);
    std::vector<std::string> names;
    for (const fs::path& file : *found) names.push_back(file.filename().string());
    EXPECT_THAT(names, ElementsAre("a.jpeg", "b.PNG", "c.jpg"));
}

TEST_F(ImageFiles, AFolderWithoutImagesIsAnError) {
    EXPECT_EQ(find_image_files(folder_.path()).error().kind, ErrorKind::not_found);
    EXPECT_THAT(find_image_files(folder_.path()).error().message, HasSubstr("no JPEG or PNG"));
    EXPECT_THAT(find_image_files(folder_.path() / "absent").error().message, HasSubstr("absent"));
}

}  // namespace
}  // namespace inference_pio
