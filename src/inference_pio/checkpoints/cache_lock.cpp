#include "checkpoints/cache_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace inference_pio {

Result<CacheLock> CacheLock::acquire(const std::filesystem::path& folder, const std::function<void()>& on_wait) {
    const auto path = folder / ".lock";
    CacheLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.descriptor_ < 0) {
        return fail(ErrorKind::io, fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)),
                    "check the permissions of the cache folder, or set XDG_CACHE_HOME");
    }
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK && on_wait) on_wait();
    while (::flock(lock.descriptor_, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        return fail(ErrorKind::io, fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)),
                    "the cache folder must lie on a file system with locks; set XDG_CACHE_HOME");
    }
    return lock;
}

CacheLock::CacheLock(CacheLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

CacheLock::~CacheLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace inference_pio
