// Lets one process at a time change the checkpoint cache.
//
// Thread safety: one object belongs to one thread. Processes and threads exclude each other: every lock
// opens the lock file anew.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>

namespace inference_pio {

class CacheLock {
public:
    // Waits for as long as another process holds the lock, after calling `on_wait` once (it may be empty).
    // The kernel frees the lock of a process that dies. Errors: io.
    [[nodiscard]] static Result<CacheLock> acquire(const std::filesystem::path& folder,
                                                   const std::function<void()>& on_wait);

    CacheLock(CacheLock&& other) noexcept;
    CacheLock& operator=(CacheLock&& other) = delete;
    CacheLock(const CacheLock&) = delete;
    CacheLock& operator=(const CacheLock&) = delete;
    ~CacheLock();

private:
    explicit CacheLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace inference_pio
