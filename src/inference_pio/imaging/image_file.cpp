#include "imaging/image_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <limits>
#include <memory>
#include <system_error>

#include "common/files.hpp"

// The decoder is compiled here and seen nowhere else: the engine's vision library exports the same names.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#pragma GCC diagnostic pop

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct FreeDecoded {
    void operator()(void* memory) const { stbi_image_free(memory); }
};

bool is_image_name(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

tl::unexpected<Error> undecodable(std::string_view name) {
    const char* reason = stbi_failure_reason();
    return fail(ErrorKind::malformed,
                fmt::format("{} cannot be decoded: {}", name, reason != nullptr ? reason : "no reason given"),
                "give a JPEG or PNG file");
}

void store(const std::uint16_t* values, Image& image) {
    if (image.type() == PixelType::u16) {
        std::memcpy(image.bytes().data(), values, image.bytes().size());
        return;
    }
    auto* to = image.row<float>(0);
    const std::size_t count = image.bytes().size() / sizeof(float);
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(values[i]) / 65'535.0F;
}

}  // namespace

Result<Image> decode_image(std::string_view bytes, std::string_view name, int channels, PixelType type) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return fail(ErrorKind::unsupported, fmt::format("{} has more than 2 GiB", name));
    }
    const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
    const int length = static_cast<int>(bytes.size());
    ImageSize size;
    int stored_channels = 0;
    // Asked first: a header may promise a size that would take all memory.
    if (stbi_info_from_memory(data, length, &size.width, &size.height, &stored_channels) == 0) return undecodable(name);
    if (size.width > ImageSize::kSideMax || size.height > ImageSize::kSideMax) {
        return fail(ErrorKind::unsupported, fmt::format("{} is {} pixels large, more than {} a side", name,
                                                        to_string(size), ImageSize::kSideMax));
    }
    std::unique_ptr<void, FreeDecoded> decoded;
    if (type == PixelType::u8) {
        decoded.reset(stbi_load_from_memory(data, length, &size.width, &size.height, &stored_channels, channels));
    } else {
        decoded.reset(stbi_load_16_from_memory(data, length, &size.width, &size.height, &stored_channels, channels));
    }
    if (!decoded) return undecodable(name);
    Image image(size, channels, type);
    if (type == PixelType::u8) {
        std::memcpy(image.bytes().data(), decoded.get(), image.bytes().size());
    } else {
        store(static_cast<const std::uint16_t*>(decoded.get()), image);
    }
    return image;
}

Result<Image> read_image_file(const fs::path& file, int channels, PixelType type) {
    const auto bytes = read_file(file);
    if (!bytes) return fail(bytes.error());
    return decode_image(*bytes, file.string(), channels, type);
}

Result<std::vector<fs::path>> find_image_files(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no folder {}", folder.string()), "check the path");
    }
    std::vector<fs::path> files;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (is_image_name(entry->path()) && entry->is_regular_file(ignored)) files.push_back(entry->path());
    }
    if (error) return fail(ErrorKind::io, fmt::format("cannot read {}: {}", folder.string(), error.message()));
    if (files.empty()) {
        return fail(ErrorKind::not_found, fmt::format("{} holds no JPEG or PNG file", folder.string()),
                    "files are told by their names: *.jpg, *.jpeg, *.png");
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace inference_pio
