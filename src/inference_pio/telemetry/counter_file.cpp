#include "telemetry/counter_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "common/text_fields.hpp"

namespace inference_pio {
namespace {

std::string explain(const std::string& path, int error) {
    if (error == ENOENT || error == ENOTDIR) return fmt::format("{} does not exist", path);
    return fmt::format("{} cannot be read: {}", path, std::generic_category().message(error));
}

}  // namespace

CounterFile::CounterFile(const std::filesystem::path& root, std::string path)
    : path_(std::move(path)),
      descriptor_(
          ::open((root / std::filesystem::path(path_).relative_path()).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (!descriptor_.is_open()) refusal_ = explain(path_, errno);
}

std::string_view CounterFile::read() {
    thread_local std::array<char, kMaximumBytes> text;
    if (!descriptor_.is_open()) return {};
    const ssize_t got = ::pread(descriptor_.get(), text.data(), text.size(), 0);
    if (got < 0) refusal_ = explain(path_, errno);
    return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::optional<std::uint64_t> CounterFile::read_number() { return parse_unsigned(trim(read())); }

}  // namespace inference_pio
