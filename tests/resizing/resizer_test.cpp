#include "resizing/resizer.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "imaging/fidelity.hpp"
#include "imaging/synthetic_photo.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::unique_ptr<Resizer> resizer_of(const std::string& name, ResizeFilter filter, int threads = 1) {
    auto made = make_resizer(name, {filter, threads});
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
}

Fidelity fidelity_of(const std::string& name, ResizeFilter filter, ImageSize from, ImageSize to, PixelType type) {
    const Image photo = synthesize_photo(from, 3, type);
    Image target(to, 3, type);
    EXPECT_TRUE(resizer_of(name, filter)->resize(photo, target));
    return compute_fidelity(target, compute_reference_resize(photo, to, filter)).value();
}

TEST(Resizers, AreKnownByName) {
    EXPECT_THAT(resizer_names(), ElementsAre("opencv", "stb"));
    for (const std::string& name : resizer_names()) {
        EXPECT_THAT(resizer_of(name, ResizeFilter::area)->version(), HasSubstr("."));
    }
    EXPECT_THAT(make_resizer("imagemagick", {}).error().remedy, HasSubstr("opencv, stb"));
    EXPECT_EQ(make_resizer("opencv", {ResizeFilter::area, 0}).error().kind, ErrorKind::invalid_argument);
}

// A case that cannot be is skipped, not failed.
TEST(Resizers, SayWhatTheyCannotDo) {
    for (const ResizeFilter filter : {ResizeFilter::nearest, ResizeFilter::lanczos}) {
        const auto made = make_resizer("stb", {filter, 1});
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, ErrorKind::unsupported);
        EXPECT_THAT(made.error().message, HasSubstr(to_string(filter)));
    }
    EXPECT_EQ(make_resizer("stb", {ResizeFilter::area, 2}).error().kind, ErrorKind::unsupported);
}

TEST(Resizers, OfEveryKindResizeARamp) {
    for (const std::string& name : resizer_names()) {
        for (const ResizeFilter filter : {ResizeFilter::nearest, ResizeFilter::bilinear, ResizeFilter::area,
                                          ResizeFilter::bicubic, ResizeFilter::lanczos}) {
            auto made = make_resizer(name, {filter, 1});
            if (!made) continue;  // stb has three of them
            for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32}) {
                for (const int channels : {1, 3, 4}) {
                    const auto right = check_resizer(**made, channels, type);
                    EXPECT_TRUE(right) << name << " " << to_string(filter) << ": " << right.error().message;
                }
            }
        }
    }
}

class WrongResizer final : public Resizer {
public:
    explicit WrongResizer(bool fails) : fails_(fails) {}
    Result<void> resize(const Image& source, Image& target) override {
        if (fails_) return fail(ErrorKind::internal, "out of order");
        if (auto resized = resizer_of("opencv", ResizeFilter::area)->resize(source, target); !resized) return resized;
        std::reverse(target.bytes().begin(), target.bytes().end());
        return {};
    }
    int taps() const override { return 0; }
    std::string version() const override { return "0"; }

private:
    bool fails_;
};

TEST(Resizers, ThatAreWrongAreFoundOut) {
    WrongResizer upside_down(false);
    EXPECT_EQ(check_resizer(upside_down, 3, PixelType::u8).error().kind, ErrorKind::malformed);
    WrongResizer broken(true);
    EXPECT_EQ(check_resizer(broken, 3, PixelType::u8).error().message, "out of order");
}

TEST(Resizers, RefuseATargetOfAnotherKind) {
    const Image photo = synthesize_photo({64, 48}, 3, PixelType::u8);
    for (const std::string& name : resizer_names()) {
        Image grey({32, 24}, 1, PixelType::u8);
        EXPECT_EQ(resizer_of(name, ResizeFilter::area)->resize(photo, grey).error().kind, ErrorKind::mismatch) << name;
        Image words({32, 24}, 3, PixelType::u16);
        EXPECT_EQ(resizer_of(name, ResizeFilter::area)->resize(photo, words).error().kind, ErrorKind::mismatch) << name;
    }
}

// Where an implementation's filter is the reference's, only rounding is between them: 8 bits cannot come nearer than
// 58.9 dB, and lose a little to fixed-point weights.
TEST(Resizers, OfAreaComeNearTheirReference) {
    for (const std::string& name : resizer_names()) {
        for (const ImageSize to : {ImageSize{160, 120}, ImageSize{224, 224}, ImageSize{101, 77}}) {
            const Fidelity bytes = fidelity_of(name, ResizeFilter::area, {640, 480}, to, PixelType::u8);
            EXPECT_GT(bytes.psnr_db, 50) << name << " " << to_string(to);
            EXPECT_GT(bytes.ssim, 0.999) << name;
            EXPECT_GT(fidelity_of(name, ResizeFilter::area, {640, 480}, to, PixelType::f32).psnr_db, 90) << name;
        }
    }
}

TEST(Resizers, OfStbAreAntialiasedAndOpencvsAreNot) {
    for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::bicubic}) {
        const Fidelity stb = fidelity_of("stb", filter, {640, 480}, {112, 84}, PixelType::u8);
        const Fidelity opencv = fidelity_of("opencv", filter, {640, 480}, {112, 84}, PixelType::u8);
        EXPECT_GT(stb.psnr_db, 40) << "borders differ: clamped here, left out in the reference";
        EXPECT_GT(stb.psnr_db, opencv.psnr_db + 5) << to_string(filter);
        EXPECT_GT(stb.ssim, opencv.ssim);
    }
}

TEST(Resizers, TellHowManyPixelsTheyRead) {
    EXPECT_EQ(resizer_of("opencv", ResizeFilter::nearest)->taps(), 1);
    EXPECT_EQ(resizer_of("opencv", ResizeFilter::bilinear)->taps(), 2);
    EXPECT_EQ(resizer_of("opencv", ResizeFilter::area)->taps(), 0);
    EXPECT_EQ(resizer_of("opencv", ResizeFilter::bicubic)->taps(), 4);
    EXPECT_EQ(resizer_of("opencv", ResizeFilter::lanczos)->taps(), 8);
    EXPECT_EQ(resizer_of("stb", ResizeFilter::bicubic)->taps(), 0);
}

// What taps() claims: pixels that it does not count make no difference to any target pixel.
TEST(Resizers, ReadNoMorePixelsThanTheyTell) {
    const ImageSize from{512, 512};
    const ImageSize to{32, 32};
    for (const ResizeFilter filter :
         {ResizeFilter::nearest, ResizeFilter::bilinear, ResizeFilter::bicubic, ResizeFilter::lanczos}) {
        const auto resizer = resizer_of("opencv", filter);
        const int taps = resizer->taps();
        // Of each 16 pixels those around the centre at 7.5, or for one tap the first.
        const int first = taps == 1 ? 0 : 8 - taps / 2;
        const Image photo = synthesize_photo(from, 1, PixelType::u8);
        Image changed = photo;
        for (int y = 0; y < from.height; ++y) {
            for (int x = 0; x < from.width; ++x) {
                const auto used = [&](int i) { return i % 16 >= first && i % 16 < first + taps; };
                if (!used(x) || !used(y)) changed.row<std::uint8_t>(y)[x] ^= 0xffU;
            }
        }
        Image one(to, 1, PixelType::u8);
        Image other(to, 1, PixelType::u8);
        ASSERT_TRUE(resizer->resize(photo, one));
        ASSERT_TRUE(resizer->resize(changed, other));
        EXPECT_EQ(one, other) << to_string(filter);
    }
}

TEST(Resizers, GiveTheSamePixelsOnSeveralThreads) {
    const Image photo = synthesize_photo({1024, 768}, 3, PixelType::u8);
    for (const ResizeFilter filter : {ResizeFilter::area, ResizeFilter::bicubic}) {
        Image one({448, 448}, 3, PixelType::u8);
        Image other({448, 448}, 3, PixelType::u8);
        ASSERT_TRUE(resizer_of("opencv", filter, 1)->resize(photo, one));
        ASSERT_TRUE(resizer_of("opencv", filter, 2)->resize(photo, other));
        EXPECT_EQ(one, other);
    }
}

}  // namespace
}  // namespace inference_pio
