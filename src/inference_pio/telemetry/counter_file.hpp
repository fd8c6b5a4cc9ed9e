// A file of /proc or /sys that holds a counter, opened once: reading it again is one system call. The
// kernel makes its text anew for each reading from the start.
//
// Thread safety: different objects are independent; what read() gives is valid until the same thread
// reads any counter file again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/process_launch.hpp"

namespace inference_pio {

class CounterFile {
public:
    static constexpr std::size_t kMaximumBytes = 512;  // of the text: counters stand at its beginning

    // `path` as the system knows it, "/proc/stat"; looked up below `root`, so that tests can put files there.
    CounterFile(const std::filesystem::path& root, std::string path);

    // The beginning of the text; empty where it cannot be read: refusal() says why.
    [[nodiscard]] std::string_view read();

    // The text as one number, white space around it; nothing where it is none.
    [[nodiscard]] std::optional<std::uint64_t> read_number();

    [[nodiscard]] const std::string& path() const { return path_; }

    // "/proc/pressure/cpu does not exist"; empty as long as all readings succeeded.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

private:
    std::string path_;
    OwnedDescriptor descriptor_;
    std::string refusal_;
};

}  // namespace inference_pio
