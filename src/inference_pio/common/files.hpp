// Files: whole reads, writes that appear whole, and lines that are appended and survive a kill.
//
// Errors name the path and the operating system's reason; a full disk has its own remedy.
//
// Thread safety: free functions on different paths are independent; an AppendFile belongs to one thread.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);

// As read_file, for /proc and /sys: nothing where the file is not there or cannot be read.
[[nodiscard]] std::optional<std::string> try_read_file(const std::filesystem::path& path);

// Writes aside (in the same folder), flushes to disk, renames: readers see the old file or the new one.
// On an error nothing is left behind.
[[nodiscard]] Result<void> write_file_whole(const std::filesystem::path& path, std::string_view content);

[[nodiscard]] Result<void> make_folders(const std::filesystem::path& path);

// An open file at whose end lines are added. Each line is handed to the operating system before
// append_line returns, so that a killed process loses none of them.
class AppendFile {
public:
    // Creates the file where it is not there. An unfinished last line, as a power cut may leave it, is
    // cut off, so that what is appended starts on a line of its own.
    [[nodiscard]] static Result<AppendFile> open(const std::filesystem::path& path);

    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    AppendFile(const AppendFile&) = delete;
    AppendFile& operator=(const AppendFile&) = delete;
    ~AppendFile();

    // `line` has no newline in it; one is added. After an error (a full disk) the file ends with the
    // last whole line.
    [[nodiscard]] Result<void> append_line(std::string_view line);

private:
    AppendFile(int descriptor, std::filesystem::path path);

    int descriptor_ = -1;
    std::filesystem::path path_;
};

// $XDG_CACHE_HOME/inference-pio-bench, else ~/.cache/inference-pio-bench.
[[nodiscard]] std::filesystem::path user_cache_folder();

}  // namespace inference_pio
