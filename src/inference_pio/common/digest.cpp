#include "common/digest.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace inference_pio {
namespace {

std::string format_digest(XXH128_hash_t hash) { return fmt::format("xxh3:{:016x}{:016x}", hash.high64, hash.low64); }

std::string reason() { return std::strerror(errno); }

}  // namespace

std::string digest_of(std::string_view bytes) { return format_digest(XXH3_128bits(bytes.data(), bytes.size())); }

Result<std::string> digest_of_file(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const auto kind = errno == ENOENT || errno == ENOTDIR ? ErrorKind::not_found : ErrorKind::io;
        return fail(kind, fmt::format("cannot open {}: {}", path.string(), reason()), "check the path");
    }
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
    XXH3_128bits_reset(state.get());
    std::vector<char> block(std::size_t{1} << 20U);
    for (;;) {
        const ssize_t got = ::read(descriptor, block.data(), block.size());
        if (got > 0) {
            XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(got));
        } else if (got == 0) {
            break;
        } else if (errno != EINTR) {
            const std::string why = reason();
            ::close(descriptor);
            return fail(ErrorKind::io, fmt::format("cannot read {}: {}", path.string(), why));
        }
    }
    ::close(descriptor);
    return format_digest(XXH3_128bits_digest(state.get()));
}

}  // namespace inference_pio
