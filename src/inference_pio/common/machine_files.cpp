#include "common/machine_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// read() directly: files in /proc and /sys say that their size is zero, and give their text only to
// whoever reads until the end.
Result<std::string> read_to_end(int descriptor, std::string_view path) {
    std::string text;
    std::array<char, 65536> chunk{};
    while (text.size() < MachineFiles::kMaximumBytes) {
        const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            return fail(ErrorKind::io,
                        fmt::format("{} cannot be read: {}", path, std::generic_category().message(errno)));
        }
        if (count == 0) break;
        text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    text.resize(std::min(text.size(), MachineFiles::kMaximumBytes));
    return text;
}

}  // namespace

MachineFiles::MachineFiles(std::filesystem::path root) : root_(std::move(root)) {}

std::filesystem::path MachineFiles::locate(std::string_view path) const {
    return root_ / std::filesystem::path(path).relative_path();
}

Result<std::string> MachineFiles::read(std::string_view path) const {
    const int descriptor = ::open(locate(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return fail(ErrorKind::not_found, fmt::format("{} does not exist", path));
        }
        return fail(ErrorKind::io,
                    fmt::format("{} cannot be opened: {}", path, std::generic_category().message(errno)));
    }
    Result<std::string> text = read_to_end(descriptor, path);
    ::close(descriptor);
    return text;
}

std::optional<std::string> MachineFiles::try_read_word(std::string_view path) const {
    const Result<std::string> text = read(path);
    if (!text) return std::nullopt;
    const std::string_view word = trim(*text);
    if (word.empty()) return std::nullopt;
    return std::string(word);
}

bool MachineFiles::exists(std::string_view path) const {
    std::error_code ignored;
    return std::filesystem::exists(locate(path), ignored);
}

std::vector<std::string> MachineFiles::list(std::string_view path) const {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator entry(locate(path), error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace inference_pio
