#include "workloads/vision_case.hpp"

#include <gmock/gmock.h>

#include "checkpoints/tiny_model.hpp"
#include "imaging/image_file.hpp"

namespace inference_pio {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using testing::tiny_card;

std::int64_t integer(std::int64_t value) { return value; }

TEST(ImageSizes, TheShorterSideAndTheRatioGiveBoth) {
    EXPECT_EQ(*compute_image_size(448, "1:1"), (ImageSize{448, 448}));
    EXPECT_EQ(*compute_image_size(448, "3:1"), (ImageSize{1344, 448}));
    EXPECT_EQ(*compute_image_size(448, "1:3"), (ImageSize{448, 1344}));
    EXPECT_EQ(*compute_image_size(720, "16:9"), (ImageSize{1280, 720}));
    for (const char* wrong : {"", "3", "3:", ":1", "0:1", "a:b", "-1:2", "3:1x"}) {
        const auto size = compute_image_size(448, wrong);
        ASSERT_FALSE(size) << wrong;
        EXPECT_EQ(size.error().kind, ErrorKind::invalid_argument);
    }
    EXPECT_FALSE(compute_image_size(30'000, "3:1"));
}

TEST(VisionCases, ReadTheirParameters) {
    const auto wanted = read_vision_case(tiny_card("qwen3vl"), {{"image_size", integer(224)},
                                                                {"aspect_ratio", std::string("2:1")},
                                                                {"image_count", integer(3)},
                                                                {"sequence_length", integer(10)},
                                                                {"new_tokens", integer(5)},
                                                                {"depth", integer(7)}});
    ASSERT_TRUE(wanted) << wanted.error().message;
    EXPECT_EQ(wanted->image, (ImageSize{448, 224}));
    EXPECT_EQ(wanted->grid, (ImageGrid{14, 7}));
    EXPECT_EQ(wanted->prompt_tokens(), 10 + 3 * 98);
    EXPECT_GE(wanted->context_tokens(), 7 + 10 + 3 * 98 + 5);
}

TEST(VisionCases, NameTheParameterThatCannotBe) {
    const auto error_of = [](const char* name, std::int64_t value) {
        const auto wanted = read_vision_case(tiny_card("qwen3vl"), {{name, value}});
        return wanted ? std::string("read") : wanted.error().message;
    };
    EXPECT_THAT(error_of("image_size", 0), HasSubstr("image_size=0"));
    EXPECT_THAT(error_of("image_count", -1), HasSubstr("image_count=-1"));
    EXPECT_THAT(error_of("new_tokens", 0), HasSubstr("new_tokens=0"));
    EXPECT_EQ(read_vision_case(tiny_card(), {}).error().kind, ErrorKind::unsupported);
}

TEST(VisionImages, AreFilesThatGoWithTheirOwner) {
    VisionCase wanted;
    wanted.image = {64, 48};
    std::filesystem::path folder;
    {
        ImageFiles files;
        for (const char* format : {"png", "jpeg"}) {
            wanted.image_format = format;
            const auto images = make_images(wanted, 2, files);
            ASSERT_TRUE(images) << images.error().message;
            ASSERT_EQ(images->size(), 2U);
            const auto first = read_image_file((*images)[0].file, 3, PixelType::u8);
            const auto second = read_image_file((*images)[1].file, 3, PixelType::u8);
            ASSERT_TRUE(first && second) << format;
            EXPECT_EQ(first->size(), wanted.image);
            EXPECT_NE(*first, *second);
            folder = (*images)[0].file.parent_path();
        }
        ImageFiles moved = std::move(files);
        EXPECT_TRUE(std::filesystem::exists(folder));
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(VisionImages, ArePixelsWhereThatIsAsked) {
    VisionCase wanted;
    wanted.image = {64, 48};
    wanted.image_format = "pixels";
    ImageFiles files;
    const auto images = make_images(wanted, 1, files);
    ASSERT_TRUE(images) << images.error().message;
    EXPECT_TRUE(images->front().file.empty());
    EXPECT_EQ(images->front().pixels_rgb8.size(), 64U * 48 * 3);
    EXPECT_EQ(make_images(wanted, 1, files)->front(), images->front()) << "the same in every run";
    wanted.image_format = "webp";
    const auto refused = make_images(wanted, 1, files);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().remedy, HasSubstr("jpeg or png, or pixels"));
}

Timeline timeline_of(const VisionCase& wanted) {
    Timeline timeline;
    timeline.tokenized = milliseconds(1);
    timeline.prefill_begin = milliseconds(600);
    timeline.prefilled = milliseconds(900);
    timeline.image_spans = {{"vision_encode", milliseconds(1), milliseconds(600), 0},
                            {"image_prefill", milliseconds(600), milliseconds(900), 0}};
    SequenceTimeline one;
    one.image_tokens = wanted.grid.tokens();
    one.prompt_tokens = wanted.prompt_tokens() + 2;
    one.tokens = {5};
    one.token_available = {milliseconds(1000)};
    timeline.sequences = {one};
    return timeline;
}

TEST(VerifyVision, FindsWhatIsNotAsItShouldBe) {
    auto wanted = *read_vision_case(tiny_card("qwen3vl"), {{"new_tokens", integer(1)}});
    EXPECT_TRUE(verify_vision(timeline_of(wanted), wanted));
    const auto error_of = [&](void (*spoil)(Timeline&)) {
        Timeline timeline = timeline_of(wanted);
        spoil(timeline);
        const auto verified = verify_vision(timeline, wanted);
        return verified ? std::string("right") : verified.error().message;
    };
    EXPECT_THAT(error_of([](Timeline& t) { t.sequences[0].image_tokens -= 1; }),
                HasSubstr("195 tokens of 1 images of 448x448 where the architecture prescribes 196"));
    EXPECT_THAT(error_of([](Timeline& t) { t.sequences[0].prompt_tokens -= 3; }), HasSubstr("the engine took"));
    EXPECT_THAT(error_of([](Timeline& t) { t.sequences[0].prompt_tokens += 100; }), HasSubstr("the engine took"));
    EXPECT_THAT(error_of([](Timeline& t) { t.sequences.clear(); }), HasSubstr("0 sequences"));
    EXPECT_THAT(error_of([](Timeline& t) { t.image_spans[0].end = milliseconds(580); }), HasSubstr("add up to"));
    EXPECT_EQ(error_of([](Timeline& t) { t.image_spans[0].end = milliseconds(595); }), "right") << "within 1 %";
}

}  // namespace
}  // namespace inference_pio
