// A folder in the place of /, with the files of /proc and /sys that a test puts there.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {

class FakeSystem {
public:
    [[nodiscard]] const std::filesystem::path& root() const { return folder_.path(); }

    // `path` as the system knows it: "/proc/stat". The same file is written anew, so that who has it open
    // sees the new text.
    void write(std::string_view path, std::string_view text) const {
        const auto place = root() / std::filesystem::path(path).relative_path();
        std::filesystem::create_directories(place.parent_path());
        std::ofstream(place, std::ios::binary | std::ios::trunc) << text;
    }

private:
    TemporaryFolder folder_;
};

}  // namespace inference_pio
