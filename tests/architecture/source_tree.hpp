// The source tree as values, for the tests of its laws.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio::architecture {

struct SourceFile {
    std::string path;  // relative to the repository: "src/inference_pio/common/clock.hpp"
    std::string name;  // "clock.hpp"
    std::vector<std::string> lines;
};

// C++ files under the given folders of the repository, sorted by path.
[[nodiscard]] std::vector<SourceFile> read_sources(const std::vector<std::string>& folders);

[[nodiscard]] std::string read_document(const std::string& path);

// A function of a file: where it begins and how long it is.
struct FunctionExtent {
    std::size_t first_line = 0;  // from 1
    std::size_t lines = 0;
};

// Functions whose bodies open at the end of a line indented by 0 or 4 columns and close in the same
// column: that is how clang-format lays them out here.
[[nodiscard]] std::vector<FunctionExtent> find_functions(const SourceFile& file);

// The room of a path: "common" of "src/inference_pio/common/clock.hpp"; empty outside of rooms.
[[nodiscard]] std::string room_of(std::string_view path);

// The layer of a room, 0 for contracts; -1 for an unknown one.
[[nodiscard]] int layer_of(std::string_view room);

}  // namespace inference_pio::architecture
