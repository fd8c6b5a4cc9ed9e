// The machine's own files (/proc, /sys, /etc) under a root folder: "/" for this machine, a folder of
// captured texts in tests.
//
// Thread safety: plain value; reading is const.
#pragma once

#include <cstddef>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

class MachineFiles {
public:
    explicit MachineFiles(std::filesystem::path root = "/");

    // The file's text. `path` is absolute on the machine ("/proc/meminfo"). Errors name the path as the
    // machine knows it (not_found, io), so that they can serve as the reason of an absent value. Reads at
    // most kMaximumBytes: a /proc that never ends must not hold a benchmark up.
    [[nodiscard]] Result<std::string> read(std::string_view path) const;

    // As read, without surrounding white space; nothing where the file is not there, unreadable or empty.
    [[nodiscard]] std::optional<std::string> try_read_word(std::string_view path) const;

    [[nodiscard]] bool exists(std::string_view path) const;

    // Names in a folder, sorted; empty where it is not there.
    [[nodiscard]] std::vector<std::string> list(std::string_view path) const;

    static constexpr std::size_t kMaximumBytes = std::size_t{16} << 20U;

private:
    [[nodiscard]] std::filesystem::path locate(std::string_view path) const;

    std::filesystem::path root_;
};

}  // namespace inference_pio
