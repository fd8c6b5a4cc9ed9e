// The build of a project that makes its benchmarks itself, by pio_add_benchmarks() of the CMake package: its programs
// may link what nothing but that build knows of. They are brought up to date by it and then run, instead of being
// compiled by piobench.
//
// Thread safety: free functions, independent; MadePrograms belong to one thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "discovery/source_programs.hpp"

namespace inference_pio {

// What pio_add_benchmarks() leaves in the build folder, beside CMakeCache.txt.
inline constexpr std::string_view kProgramsFile = "piobench_programs.json";

struct ProjectBuild {
    std::filesystem::path folder;                             // has CMakeCache.txt
    std::map<std::filesystem::path, SourceProgram> programs;  // by source

    bool operator==(const ProjectBuild&) const = default;
};

// That of $PIOBENCH_BUILD; else the one configured last of <root>/build, <root>/build/*, <root>/out/build/* and
// <root>/cmake-build-*. Nothing where there is none, or its file cannot be read.
[[nodiscard]] std::optional<ProjectBuild> find_project_build(const std::filesystem::path& root);

// Pure. Entries that are not whole are left out.
[[nodiscard]] std::map<std::filesystem::path, SourceProgram> parse_build_programs(std::string_view text);

// Programs of such builds, found by their sources, and what was asked for of each build.
class MadePrograms {
public:
    // Only the build itself knows whether the program is up to date.
    [[nodiscard]] std::optional<SourceProgram> find(const std::filesystem::path& source);

    // What find() gave, by build: to be made anew before it is run.
    [[nodiscard]] std::vector<std::pair<Project, std::vector<SourceProgram>>> asked() const;

private:
    std::map<std::filesystem::path, std::optional<ProjectBuild>> builds_;  // by root
    std::map<std::filesystem::path, std::vector<SourceProgram>> asked_;    // by root
};

}  // namespace inference_pio
