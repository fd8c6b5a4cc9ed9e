#include "common/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace inference_pio {
namespace {

// Errors of the operating system, each with the remedy that fits it.
tl::unexpected<Error> os_failure(std::string_view action, const std::filesystem::path& path, int error) {
    std::string message = fmt::format("cannot {} {}: {}", action, path.string(), std::strerror(error));
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return fail(ErrorKind::not_found, std::move(message), "check the path");
        case ENOSPC:
        case EDQUOT:
            return fail(ErrorKind::io, std::move(message), "free some space there, or choose another folder");
        case EACCES:
        case EPERM:
        case EROFS:
            return fail(ErrorKind::io, std::move(message),
                        "choose a place that you may use, or change its permissions");
        default:
            return fail(ErrorKind::io, std::move(message));
    }
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

int read_all(int descriptor, std::string& content) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_size > 0)
        content.reserve(static_cast<std::size_t>(status.st_size));
    char block[64 << 10];
    for (;;) {
        const ssize_t got = ::read(descriptor, block, sizeof block);
        if (got == 0) return 0;
        if (got > 0) {
            content.append(block, static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            return errno;
        }
    }
}

int write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t put = ::write(descriptor, content.data(), content.size());
        if (put >= 0) {
            content.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

// A rename is only durable once its folder is written too. File systems that refuse this are left alone.
void flush_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() >= 0) ::fsync(descriptor.get());
}

// Where the last whole line of an open file ends.
Result<off_t> end_of_last_line(int descriptor, const std::filesystem::path& path) {
    off_t end = ::lseek(descriptor, 0, SEEK_END);
    if (end < 0) return os_failure("seek in", path, errno);
    char block[4 << 10];
    while (end > 0) {
        const auto wanted = std::min<off_t>(end, sizeof block);
        const ssize_t got = ::pread(descriptor, block, static_cast<std::size_t>(wanted), end - wanted);
        if (got != wanted) return os_failure("read", path, got < 0 ? errno : EIO);
        for (off_t i = wanted; i > 0; --i) {
            if (block[i - 1] == '\n') return end - wanted + i;
        }
        end -= wanted;
    }
    return off_t{0};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) return os_failure("open", path, errno);
    std::string content;
    if (const int error = read_all(descriptor.get(), content); error != 0) return os_failure("read", path, error);
    return content;
}

std::optional<std::string> try_read_file(const std::filesystem::path& path) {
    Result<std::string> content = read_file(path);
    if (!content) return std::nullopt;
    return std::move(*content);
}

Result<void> write_file_whole(const std::filesystem::path& path, std::string_view content) {
    static std::atomic<unsigned> sequence = 0;
    const std::filesystem::path aside =
        path.parent_path() / fmt::format(".{}.{}.{}.part", path.filename().string(), ::getpid(), sequence++);
    int error = 0;
    {
        const Descriptor descriptor(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (descriptor.get() < 0) return os_failure("create a file for", path, errno);
        error = write_all(descriptor.get(), content);
        if (error == 0 && ::fsync(descriptor.get()) != 0 && errno != EINVAL) error = errno;
    }
    if (error == 0 && ::rename(aside.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(aside.c_str());
        return os_failure("write", path, error);
    }
    flush_folder(path.parent_path());
    return {};
}

Result<void> make_folders(const std::filesystem::path& path) {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) return os_failure("create the folder", path, code.value());
    // create_directories does not complain about a file of that name.
    if (!std::filesystem::is_directory(path, code)) return os_failure("create the folder", path, EEXIST);
    return {};
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& path) {
    const int number = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (number < 0) return os_failure("open", path, errno);
    AppendFile file(number, path);
    const Result<off_t> end = end_of_last_line(number, path);
    if (!end) return fail(end.error());
    const bool unfinished = ::lseek(number, 0, SEEK_END) > *end;
    if (unfinished && ::ftruncate(number, *end) != 0) return os_failure("repair", path, errno);
    return file;
}

AppendFile::AppendFile(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

AppendFile::~AppendFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> AppendFile::append_line(std::string_view line) {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return os_failure("append to", path_, errno);
    std::string whole;
    whole.reserve(line.size() + 1);
    whole.append(line).push_back('\n');
    if (const int error = write_all(descriptor_, whole); error != 0) {
        // What was written of this line is taken back. Failing at that too leaves a part of a line,
        // which the next open() cuts off.
        if (::ftruncate(descriptor_, status.st_size) != 0)
            return os_failure("append to, and then repair,", path_, error);
        return os_failure("append to", path_, error);
    }
    return {};
}

std::filesystem::path user_cache_folder() {
    constexpr const char* kName = "inference-pio-bench";
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
        return std::filesystem::path(cache) / kName;
    }
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return std::filesystem::temp_directory_path() / kName;
    return std::filesystem::path(home) / ".cache" / kName;
}

}  // namespace inference_pio
