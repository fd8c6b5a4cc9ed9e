// The project that a command works on, and the build that runs its benchmarks.
#pragma once

#include <filesystem>
#include <string_view>

namespace inference_pio {

// Its presence alone makes a folder a project: configuration/ reads it.
inline constexpr std::string_view kProjectFile = "piobench.toml";

struct Project {
    std::filesystem::path root;    // has benchmarks/, src/models/ or piobench.toml
    std::filesystem::path source;  // the source tree that this build was made of
    std::filesystem::path build;   // this build

    // Its benchmark sources are targets of `build`; sources of other projects are compiled on their own.
    [[nodiscard]] bool is_own() const { return root == source; }
    bool operator==(const Project&) const = default;
};

// The root is this build's source tree where `directory` lies in it, else the nearest folder from
// `directory` upwards that has benchmarks/, src/models/ or piobench.toml, else this build's source tree.
[[nodiscard]] Project find_project(const std::filesystem::path& directory);

}  // namespace inference_pio
