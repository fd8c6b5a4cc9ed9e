// A file beside another one that is there for a while only.
//
// Thread safety: one object belongs to one thread.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "checkpoints/part_file.hpp"

namespace inference_pio {

// Names the file "<final name>.<step>.<process>.part", which remove_dead_parts() knows, and removes it in the end.
class TemporaryPart {
public:
    TemporaryPart(const std::filesystem::path& final_path, std::string_view step)
        : path_(part_path(std::filesystem::path(final_path) += "." + std::string(step), ::getpid())) {}
    ~TemporaryPart() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryPart(const TemporaryPart&) = delete;
    TemporaryPart& operator=(const TemporaryPart&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace inference_pio
