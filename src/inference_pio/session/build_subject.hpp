// What another build of a project was made of: the commit of its source tree, its compiler and flags.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/child_process.hpp"

namespace inference_pio {

// Asks the build's own piobench for its compiler and flags, and git for the tree that CMakeCache.txt names. The commit
// is the tree's as it stands now: a tree that moved on since it was built cannot be told from here. What cannot be
// learnt stays empty.
[[nodiscard]] Subject read_build_subject(const std::filesystem::path& build, ProcessLauncher& launcher);

// CMAKE_HOME_DIRECTORY of a CMakeCache.txt. Pure.
[[nodiscard]] std::optional<std::string> parse_source_folder(std::string_view cache);

}  // namespace inference_pio
