// Lets one process at a time do something: change a cache, measure on this machine.
//
// Thread safety: one object belongs to one thread. Processes and threads exclude each other: every lock
// opens its file anew.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <optional>

namespace inference_pio {

class FileLock {
public:
    // Waits for as long as another process holds the lock, after calling `on_wait` once (it may be empty).
    // `file` is made where it is not there. The kernel frees the lock of a process that dies. Errors: io.
    [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& file,
                                                  const std::function<void()>& on_wait);

    // Does not wait: nothing where another process holds the lock. A holder's process id stands in the file.
    [[nodiscard]] static Result<std::optional<FileLock>> try_acquire(const std::filesystem::path& file);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) = delete;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    [[nodiscard]] static Result<FileLock> open(const std::filesystem::path& file);

    int descriptor_ = -1;
};

// The process that took the lock last, as it said itself. Nothing where the file says nothing.
[[nodiscard]] std::optional<pid_t> read_lock_holder(const std::filesystem::path& file);

}  // namespace inference_pio
