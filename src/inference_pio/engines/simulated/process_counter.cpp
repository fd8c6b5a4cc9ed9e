#include "engines/simulated/process_counter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

namespace inference_pio {
namespace {

class LockedFile {
public:
    explicit LockedFile(const std::filesystem::path& path)
        : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
    }
    ~LockedFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

}  // namespace

Result<std::uint64_t> take_process_number(const std::filesystem::path& file) {
    const LockedFile locked(file);
    std::array<char, 32> text{};
    const ssize_t got = locked.descriptor() < 0 ? -1 : ::pread(locked.descriptor(), text.data(), text.size(), 0);
    if (got < 0) {
        return fail(ErrorKind::io, fmt::format("process_counter {}: {}", file.string(), std::strerror(errno)));
    }
    std::uint64_t number = 0;
    if (got > 0) {
        const auto parsed = std::from_chars(text.data(), text.data() + got, number);
        if (parsed.ec != std::errc()) {
            return fail(ErrorKind::malformed, fmt::format("process_counter {} holds no number", file.string()),
                        "name a file that is not there yet");
        }
    }
    const std::string next = std::to_string(number + 1);
    if (::pwrite(locked.descriptor(), next.data(), next.size(), 0) != static_cast<ssize_t>(next.size())) {
        return fail(ErrorKind::io, fmt::format("process_counter {}: {}", file.string(), std::strerror(errno)));
    }
    return number;
}

}  // namespace inference_pio
