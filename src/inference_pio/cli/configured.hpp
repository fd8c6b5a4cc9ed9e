// What piobench.toml says where the command line says nothing.
//
// Thread safety: used by the main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <vector>

#include "configuration/configuration.hpp"

namespace inference_pio {

// The configuration of the project of the present folder, or of `given`. Errors: those of read_configuration().
[[nodiscard]] Result<Configuration> read_project_configuration(const std::filesystem::path& given);

// Where no folder to discover in is given: the configuration's own, and its commands. Errors: those of
// read_configuration().
[[nodiscard]] Result<void> choose_places(std::vector<std::filesystem::path>& paths,
                                         std::map<std::string, CommandSettings>& commands);

// The configuration's paths, which are relative to the project.
[[nodiscard]] std::vector<std::filesystem::path> paths_of(const Configuration& configuration);

// Adds --config; `file` must outlive the parsing.
void add_configuration_option(CLI::App& command, std::filesystem::path& file);

// Adds --results-dir. Where it is not given, `folder` becomes what the configuration says: of the file `configuration`
// where that is not null and not empty. A configuration that cannot be read ends the parsing with its message. Both
// must outlive the parsing.
void add_results_dir_option(CLI::App& command, std::filesystem::path& folder, const std::string& purpose,
                            const std::filesystem::path* configuration = nullptr);

}  // namespace inference_pio
