// The project that a command works on, and the piobench that runs its benchmarks: a build with its source tree, or an
// installation (common/installation.hpp).
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "common/installation.hpp"

namespace inference_pio {

// Its presence alone makes a folder a project: configuration/ reads it.
inline constexpr std::string_view kProjectFile = "piobench.toml";

struct Project {
    std::filesystem::path root;    // has benchmarks/, src/models/ or piobench.toml
    std::filesystem::path source;  // the source tree that this build was made of; empty: piobench is installed
    std::filesystem::path build;   // this build; where piobench is installed, the prefix

    // Its benchmark sources are targets of `build`; sources of other projects are compiled on their own.
    [[nodiscard]] bool is_own() const { return root == source; }
    [[nodiscard]] bool is_installed() const { return source.empty(); }

    // Parts of piobench.
    [[nodiscard]] std::filesystem::path program() const;                         // piobench itself
    [[nodiscard]] std::filesystem::path library() const;                         // what benchmark programs link
    [[nodiscard]] std::filesystem::path worker_program(const char* name) const;  // of the house: "piobench-ceilings"
    [[nodiscard]] std::filesystem::path python() const;                          // has inference_pio_bench/
    [[nodiscard]] std::vector<std::filesystem::path> headers() const;            // for -I
    // Where the programs of benchmarks lie that came with piobench: benchmarks/ and models/ of an installation. Empty
    // in a build, whose source tree has their sources.
    [[nodiscard]] std::filesystem::path brought_benchmarks() const;

    bool operator==(const Project&) const = default;
};

// The nearest folder from `directory` (absolute) upwards that has benchmarks/, src/models/ or piobench.toml.
[[nodiscard]] std::optional<std::filesystem::path> find_project_root(const std::filesystem::path& directory);

// In a build, the root is its source tree where `directory` lies in it, else the nearest folder from `directory`
// upwards that has benchmarks/, src/models/ or piobench.toml, else the source tree. Of an installed piobench it is the
// nearest such folder, else `directory` itself. `program` is a part of a build or an installation.
[[nodiscard]] Project find_project(const std::filesystem::path& directory,
                                   const std::filesystem::path& program = running_program());

}  // namespace inference_pio
