#include "common/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <utility>

#include "common/files.hpp"

namespace inference_pio {
namespace {

tl::unexpected<Error> cannot_lock(const std::filesystem::path& file) {
    return fail(ErrorKind::io, fmt::format("cannot lock {}: {}", file.string(), std::strerror(errno)),
                "the cache folder must lie on a file system with locks; set XDG_CACHE_HOME");
}

}  // namespace

Result<FileLock> FileLock::open(const std::filesystem::path& file) {
    FileLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.descriptor_ >= 0) return lock;
    return fail(ErrorKind::io, fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)),
                "check the permissions of the cache folder, or set XDG_CACHE_HOME");
}

Result<FileLock> FileLock::acquire(const std::filesystem::path& file, const std::function<void()>& on_wait) {
    auto lock = open(file);
    if (!lock) return lock;
    if (::flock(lock->descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK && on_wait) on_wait();
    while (::flock(lock->descriptor_, LOCK_EX) != 0) {
        if (errno != EINTR) return cannot_lock(file);
    }
    return lock;
}

Result<std::optional<FileLock>> FileLock::try_acquire(const std::filesystem::path& file) {
    auto lock = open(file);
    if (!lock) return fail(std::move(lock.error()));
    if (::flock(lock->descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<FileLock>();
        return cannot_lock(file);
    }
    const std::string holder = std::to_string(::getpid());
    // Who waits shows the number; a lock without it is a lock all the same.
    if (::ftruncate(lock->descriptor_, 0) == 0) {
        [[maybe_unused]] const ssize_t written = ::pwrite(lock->descriptor_, holder.data(), holder.size(), 0);
    }
    return std::optional<FileLock>(*std::move(lock));
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<pid_t> read_lock_holder(const std::filesystem::path& file) {
    const auto text = try_read_file(file);
    pid_t holder = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), holder).ec != std::errc()) {
        return std::nullopt;
    }
    return holder;
}

}  // namespace inference_pio
