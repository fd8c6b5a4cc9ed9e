#include "imaging/synthetic_photo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

// Everything is computed on the scale of 16 bits.
constexpr std::int64_t kPeak = 65'535;
constexpr int kChannelsMax = 4;
constexpr int kDiscs = 160;
constexpr std::int32_t kTexture = 2'000;  // largest deviation of one octave: 8 of 255
constexpr int kOctavesMax = 10;

// The finalizer "lowbias32" (Wellons, "Prospecting for hash functions", 2018).
constexpr std::uint32_t mix(std::uint32_t x) {
    x ^= x >> 16U;
    x *= 0x7feb352dU;
    x ^= x >> 15U;
    x *= 0x846ca68bU;
    return x ^ (x >> 16U);
}

std::int64_t integer_root(std::int64_t square) {
    auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(square)));
    while (root * root > square) --root;
    while ((root + 1) * (root + 1) <= square) ++root;
    return root;
}

using Colour = std::array<std::int64_t, kChannelsMax>;

class Random {
public:
    explicit Random(std::uint32_t seed) : seed_(seed) {}
    // In [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + mix(seed_ + 0x9e3779b9U * ++drawn_) % (high - low + 1);
    }
    Colour colour() {
        const std::int64_t light = between(7'000, 58'000);
        Colour colour{};
        for (std::int64_t& channel : colour)
            channel = std::clamp<std::int64_t>(light + between(-9'000, 9'000), 0, kPeak);
        return colour;
    }

private:
    std::uint32_t seed_;
    std::uint32_t drawn_ = 0;
};

struct Disc {
    std::int64_t x = 0;
    std::int64_t y = 0;
    std::int64_t radius = 1;
    Colour colour{};
    std::int64_t shade_x = 0;  // 1/65536 of a step for each pixel from the centre
    std::int64_t shade_y = 0;
};

// Row by row, so that nothing but the image itself is large.
class Scene {
public:
    Scene(ImageSize size, std::uint32_t seed) : size_(size) {
        Random random(seed);
        top_ = random.colour();
        bottom_ = random.colour();
        const std::int64_t side = std::min(size.width, size.height);
        for (std::int64_t i = 0; i < kDiscs; ++i) {
            Disc disc;
            disc.radius = std::max<std::int64_t>(1, 2 * side / (6 + i));
            // In shares of the image, so that the scene is the same at every size.
            disc.x = random.between(0, kPeak) * size.width / kPeak;
            disc.y = random.between(0, kPeak) * size.height / kPeak;
            disc.colour = random.colour();
            disc.shade_x = random.between(-9'000, 9'000) * 65'536 / disc.radius;
            disc.shade_y = random.between(-9'000, 9'000) * 65'536 / disc.radius;
            discs_.push_back(disc);
        }
    }

    // `colours`: width × channels.
    void draw_row(int y, std::size_t channels, std::vector<std::int32_t>& colours) const {
        for (std::size_t i = 0; i < colours.size(); ++i) {
            const std::size_t channel = i % channels;
            colours[i] =
                static_cast<std::int32_t>(top_[channel] + (bottom_[channel] - top_[channel]) * y / size_.height);
        }
        for (const Disc& disc : discs_) draw(disc, y, channels, colours);
    }

private:
    // The edge runs over two pixels: coverage is (radius − distance + 1) / 2, and radius − distance is
    // (radius² − distance²) / (2 radius) there.
    void draw(const Disc& disc, std::int64_t y, std::size_t channels, std::vector<std::int32_t>& colours) const {
        const std::int64_t dy = y - disc.y;
        const std::int64_t outer = (disc.radius + 1) * (disc.radius + 1) - dy * dy;
        if (outer < 0) return;
        const std::int64_t inner = (disc.radius - 1) * (disc.radius - 1) - dy * dy;
        const std::int64_t reach = integer_root(outer);
        const std::int64_t solid = inner < 0 || std::abs(dy) >= disc.radius ? -1 : integer_root(inner);
        const std::int64_t begin = std::max<std::int64_t>(0, disc.x - reach);
        const std::int64_t end = std::min<std::int64_t>(size_.width - 1, disc.x + reach);
        for (std::int64_t x = begin; x <= end; ++x) {
            const std::int64_t dx = x - disc.x;
            std::int64_t coverage = 256;
            if (std::abs(dx) > solid) {
                const std::int64_t depth = disc.radius * disc.radius - dx * dx - dy * dy;
                coverage = std::clamp<std::int64_t>(128 + 64 * depth / disc.radius, 0, 256);
            }
            const std::int64_t shade = (dx * disc.shade_x + dy * disc.shade_y) >> 16;
            std::int32_t* pixel = colours.data() + static_cast<std::size_t>(x) * channels;
            for (std::size_t channel = 0; channel < channels; ++channel) {
                const std::int64_t colour = disc.colour[channel] + shade;
                pixel[channel] += static_cast<std::int32_t>(((colour - pixel[channel]) * coverage) >> 8);
            }
        }
    }

    ImageSize size_;
    Colour top_{};
    Colour bottom_{};
    std::vector<Disc> discs_;
};

// One octave: random values on a lattice of 2^level pixels, interpolated.
class Octave {
public:
    Octave(int width, int level, std::uint32_t seed)
        : level_(level),
          seed_(mix(seed + static_cast<std::uint32_t>(level))),
          // Lenses and sensors blur: the finest octave has a quarter of the others' energy.
          amplitude_(level == 0 ? kTexture / 2 : kTexture),
          line_(static_cast<std::size_t>(width >> level) + 2),
          upper_(line_.size()),
          lower_(line_.size()) {}

    void add_row(int y, std::vector<std::int32_t>& values) {
        const int row = y >> level_;
        if (row != row_) fill(row);
        const int cell = 1 << level_;
        const int down = y & (cell - 1);
        for (std::size_t i = 0; i < line_.size(); ++i) {
            line_[i] = upper_[i] + (((lower_[i] - upper_[i]) * down) >> level_);
        }
        for (std::size_t x = 0, i = 0; x < values.size(); ++i) {
            const std::int32_t step = line_[i + 1] - line_[i];
            const std::size_t end = std::min(values.size(), x + static_cast<std::size_t>(cell));
            for (std::int32_t along = 0; x < end; ++x, ++along) values[x] += line_[i] + ((step * along) >> level_);
        }
    }

private:
    void fill(int row) {
        fill_line(row, upper_);
        fill_line(row + 1, lower_);
        row_ = row;
    }

    void fill_line(int row, std::vector<std::int32_t>& line) const {
        const std::uint32_t row_seed = mix(seed_ ^ static_cast<std::uint32_t>(row));
        const auto span = static_cast<std::uint32_t>(2 * amplitude_ + 1);
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::uint32_t drawn = mix(row_seed + static_cast<std::uint32_t>(i)) >> 16U;
            line[i] = static_cast<std::int32_t>((drawn * span) >> 16U) - amplitude_;
        }
    }

    int level_;
    std::uint32_t seed_;
    std::int32_t amplitude_;
    std::vector<std::int32_t> line_;
    std::vector<std::int32_t> upper_;
    std::vector<std::int32_t> lower_;
    int row_ = -1;
};

template <class Channel>
Channel channel_of(std::int64_t value) {
    const std::int64_t clamped = std::clamp<std::int64_t>(value, 0, kPeak);
    if constexpr (std::is_same_v<Channel, std::uint8_t>) {
        return static_cast<std::uint8_t>((clamped * 255 + kPeak / 2) / kPeak);
    } else if constexpr (std::is_same_v<Channel, float>) {
        return static_cast<float>(clamped) / static_cast<float>(kPeak);
    } else {
        return static_cast<std::uint16_t>(clamped);
    }
}

}  // namespace

Image synthesize_photo(ImageSize size, int channels, PixelType type, std::uint64_t seed) {
    Image image(size, channels, type);
    const std::uint32_t folded = mix(static_cast<std::uint32_t>(seed) ^ mix(static_cast<std::uint32_t>(seed >> 32U)));
    const Scene scene(size, folded);
    std::vector<Octave> octaves;
    const int side = std::min(size.width, size.height);
    for (int level = 0; level < kOctavesMax && (4 << level) <= side; ++level) {
        octaves.emplace_back(size.width, level, folded + 1);
    }
    const auto channel_count = static_cast<std::size_t>(channels);
    std::vector<std::int32_t> colours(static_cast<std::size_t>(size.width) * channel_count);
    std::vector<std::int32_t> texture(static_cast<std::size_t>(size.width));
    for (int y = 0; y < size.height; ++y) {
        scene.draw_row(y, channel_count, colours);
        std::fill(texture.begin(), texture.end(), 0);
        for (Octave& octave : octaves) octave.add_row(y, texture);
        with_channel_type(type, [&](const auto* channel) {
            using Channel = std::remove_cvref_t<decltype(*channel)>;
            auto* row = image.row<Channel>(y);
            for (std::size_t x = 0; x < texture.size(); ++x) {
                for (std::size_t c = 0; c < channel_count; ++c, ++row) {
                    *row = channel_of<Channel>(std::int64_t{colours[x * channel_count + c]} + texture[x]);
                }
            }
        });
    }
    return image;
}

}  // namespace inference_pio
