#include "checkpoints/part_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".part";
constexpr std::size_t kBlock = 4U << 20U;

std::optional<Bytes> free_bytes(const fs::path& folder) {
    struct statvfs state {};
    if (::statvfs(folder.c_str(), &state) != 0) return std::nullopt;
    return Bytes{static_cast<std::uint64_t>(state.f_bavail) * state.f_frsize};
}

// The process number in "<name>.<process>.part".
std::optional<pid_t> process_of(const std::string& file_name) {
    std::string_view name = file_name;
    if (!name.ends_with(kEnding)) return std::nullopt;
    name.remove_suffix(kEnding.size());
    name.remove_prefix(std::min(name.size(), name.rfind('.') + 1));
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error != std::errc{} || end != name.data() + name.size() || process <= 0) return std::nullopt;
    return process;
}

}  // namespace

fs::path part_path(const fs::path& final_path, int process) {
    return final_path.parent_path() / fmt::format("{}.{}{}", final_path.filename().string(), process, kEnding);
}

Result<PartFile> PartFile::create(const fs::path& final_path, Bytes size) {
    const fs::path folder = final_path.parent_path().empty() ? fs::path(".") : final_path.parent_path();
    const auto free = free_bytes(folder);
    if (!free) {
        return fail(ErrorKind::io, fmt::format("cannot write to {}: {}", folder.string(), std::strerror(errno)),
                    "create the folder or choose another one");
    }
    if (*free < size) {
        return fail(ErrorKind::io,
                    fmt::format("{} needs {} bytes, but {} has only {} bytes free", final_path.string(), size.count,
                                folder.string(), free->count),
                    "free some space, or set XDG_CACHE_HOME to a larger disk");
    }
    fs::path aside = part_path(final_path, ::getpid());
    const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(ErrorKind::io, fmt::format("cannot create {}: {}", aside.string(), std::strerror(errno)),
                    "check the folder's permissions");
    }
    return PartFile(final_path, std::move(aside), size, descriptor);
}

PartFile::PartFile(fs::path final_path, fs::path aside, Bytes size, int descriptor)
    : final_path_(std::move(final_path)), aside_(std::move(aside)), size_(size), descriptor_(descriptor) {}

PartFile::PartFile(PartFile&& other) noexcept
    : final_path_(std::move(other.final_path_)),
      aside_(std::move(other.aside_)),
      size_(other.size_),
      written_(other.written_),
      block_(std::move(other.block_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

PartFile::~PartFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(aside_.c_str());
}

tl::unexpected<Error> PartFile::failure(const char* what, int reason) const {
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
        return fail(ErrorKind::io,
                    fmt::format("{} needs {} bytes; the disk was full after {}: {}", final_path_.string(), size_.count,
                                written_.count, std::strerror(reason)),
                    "free some space, or set XDG_CACHE_HOME to a larger disk");
    }
    return fail(ErrorKind::io, fmt::format("cannot {} {}: {}", what, aside_.string(), std::strerror(reason)));
}

Result<void> PartFile::append(std::span<const std::byte> bytes) {
    block_.reserve(kBlock);
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), kBlock - block_.size()));
        block_.insert(block_.end(), piece.begin(), piece.end());
        bytes = bytes.subspan(piece.size());
        if (block_.size() < kBlock) continue;
        if (auto done = write_block(); !done) return done;
    }
    return {};
}

Result<void> PartFile::write_block() {
    std::span<const std::byte> rest = block_;
    while (!rest.empty()) {
        const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failure("write", errno);
        written_ = written_ + Bytes{static_cast<std::uint64_t>(count)};
        rest = rest.subspan(static_cast<std::size_t>(count));
    }
    block_.clear();
    return {};
}

Result<void> PartFile::commit() {
    if (auto done = write_block(); !done) return done;
    // Also so that the kernel does not write it back during the measurement that is to follow.
    if (::fdatasync(descriptor_) != 0) return failure("flush", errno);
    if (::rename(aside_.c_str(), final_path_.c_str()) != 0) return failure("rename", errno);
    ::close(std::exchange(descriptor_, -1));
    return {};
}

void remove_dead_parts(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto process = process_of(entry.path().filename().string());
        if (process && ::kill(*process, 0) != 0 && errno == ESRCH) fs::remove(entry.path(), ignored);
    }
}

}  // namespace inference_pio
