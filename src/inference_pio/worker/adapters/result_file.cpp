#include "worker/adapters/result_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace inference_pio {
namespace {

tl::unexpected<Error> io_error(const char* doing) {
    return fail(ErrorKind::io, fmt::format("cannot {} a file for results: {}", doing, std::strerror(errno)));
}

}  // namespace

Result<ResultFile> ResultFile::create() {
    OwnedDescriptor descriptor(::memfd_create("results.json", MFD_CLOEXEC));
    if (!descriptor.is_open()) return io_error("make");
    std::string path = fmt::format("/proc/{}/fd/{}", ::getpid(), descriptor.get());
    return ResultFile(std::move(descriptor), std::move(path));
}

Result<std::string> ResultFile::read(Bytes limit) const {
    struct stat status {};
    if (::fstat(descriptor_.get(), &status) != 0) return io_error("look at");
    if (static_cast<std::uint64_t>(status.st_size) > limit.count) {
        return fail(ErrorKind::malformed,
                    fmt::format("the results have {} bytes, more than {}", status.st_size, limit.count),
                    "write fewer results in one execution");
    }
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const ssize_t got =
            ::pread(descriptor_.get(), text.data() + filled, text.size() - filled, static_cast<off_t>(filled));
        if (got == 0) break;
        if (got < 0 && errno != EINTR) return io_error("read");
        if (got > 0) filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

}  // namespace inference_pio
