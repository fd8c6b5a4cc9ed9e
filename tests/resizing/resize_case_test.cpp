#include "resizing/resize_case.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/temporary_folder.hpp"
#include "imaging/synthetic_photo.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

std::int64_t integer(std::int64_t value) { return value; }

TEST(ResizeTargets, AreSquaresSizesAndQwensRule) {
    const ImageSize photo{4000, 3000};
    EXPECT_EQ(parse_resize_target("448")->size_for(photo).value(), (ImageSize{448, 448}));
    EXPECT_EQ(parse_resize_target("1024x768")->size_for(photo).value(), (ImageSize{1024, 768}));
    EXPECT_EQ(parse_resize_target("smart")->size_for(photo).value(), (ImageSize{4000, 3008}));
    EXPECT_EQ(parse_resize_target("smart_1048576")->size_for(photo).value(), (ImageSize{1152, 864}));
    EXPECT_EQ(parse_resize_target("smart")->size_for({9000, 1}).error().kind, ErrorKind::invalid_argument);
}

TEST(ResizeTargets, RefuseWhatIsNone) {
    for (const char* text :
         {"", "0", "-5", "40000", "448.0", "clever", "smart_", "smart_x", "smart_100", "smart-5", "smarter", "448x"}) {
        const auto target = parse_resize_target(text);
        ASSERT_FALSE(target) << text;
        EXPECT_EQ(target.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(target.error().message, HasSubstr(text));
        EXPECT_FALSE(target.error().remedy.empty());
    }
}

TEST(AResizeCase, IsReadFromItsAxes) {
    const auto one = parse_resize_case({{"source_size", std::string("640x480")},
                                        {"target_size", std::string("224")},
                                        {"filter", std::string("lanczos")},
                                        {"channels", integer(4)},
                                        {"pixel_type", std::string("u16")},
                                        {"threads", integer(2)},
                                        {"implementation", std::string("stb")},
                                        {"cache", std::string("cold")}},
                                       9);
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(*one,
              (ResizeCase{
                  {640, 480}, {ImageSize{224, 224}, {}}, ResizeFilter::lanczos, 4, PixelType::u16, 2, "stb", true, 9}));
}

TEST(AResizeCase, NamesTheValueThatCannotBe) {
    const std::vector<std::pair<Parameters::Entry, std::string>> wrong{
        {{"source_size", std::string("large")}, "large"},  {{"target_size", std::string("small")}, "small"},
        {{"filter", std::string("mitchell")}, "mitchell"}, {{"channels", integer(2)}, "2"},
        {{"pixel_type", std::string("u64")}, "u64"},       {{"threads", integer(0)}, "threads=0"},
        {{"cache", std::string("lukewarm")}, "lukewarm"}};
    for (const auto& [entry, said] : wrong) {
        const auto one = parse_resize_case({entry}, 1);
        ASSERT_FALSE(one) << entry.first;
        EXPECT_EQ(one.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(one.error().message, HasSubstr(said));
    }
}

TEST(ResizeSources, AreASyntheticPhotograph) {
    Preparation preparation;
    ResizeCase one;
    one.source = {64, 40};
    one.seed = 3;
    const auto images = read_resize_sources(one, preparation);
    ASSERT_TRUE(images);
    ASSERT_EQ(images->size(), 1U);
    EXPECT_EQ(images->front(), synthesize_photo({64, 40}, 3, PixelType::u8, 3));
    EXPECT_TRUE(preparation.facts.parameters.empty());
}

TEST(ResizeSources, AreTheUsersImagesWhereTheyAreGiven) {
    const TemporaryFolder folder;
    Preparation preparation;
    preparation.files["images"] = folder.path();
    EXPECT_EQ(read_resize_sources({}, preparation).error().kind, ErrorKind::not_found);
    for (const int number : {1, 2}) {
        const Image photo = synthesize_photo({40 * number, 30}, 3, PixelType::u8);
        const auto file = folder.path() / (std::to_string(number) + ".png");
        ASSERT_NE(stbi_write_png(file.c_str(), 40 * number, 30, 3, photo.bytes().data(), 0), 0);
    }
    const auto images = read_resize_sources({}, preparation);
    ASSERT_TRUE(images) << images.error().message;
    ASSERT_EQ(images->size(), 2U);
    EXPECT_EQ((*images)[1], synthesize_photo({80, 30}, 3, PixelType::u8));
    EXPECT_EQ(preparation.facts.parameters.get<std::string>("source_size"), "images");
    const auto digest = preparation.facts.parameters.get<std::string>("images");
    // Other images are another case.
    std::filesystem::remove(folder.path() / "2.png");
    ASSERT_TRUE(read_resize_sources({}, preparation));
    EXPECT_NE(preparation.facts.parameters.get<std::string>("images"), digest);
}

TEST(ResizeSources, AreNeededByACase) {
    Preparation preparation;
    EXPECT_THAT(read_resize_sources({}, preparation).error().remedy, HasSubstr("--images"));
}

}  // namespace
}  // namespace inference_pio
