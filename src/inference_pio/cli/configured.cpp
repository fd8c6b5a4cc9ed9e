#include "cli/configured.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <system_error>

#include "discovery/project.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_variable(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

Result<Configuration> read_project_configuration(const fs::path& given) {
    std::error_code error;
    return read_configuration(find_project(fs::current_path(error)).root, given, read_variable);
}

std::vector<fs::path> paths_of(const Configuration& configuration) {
    std::error_code error;
    const fs::path root = find_project(fs::current_path(error)).root;
    std::vector<fs::path> paths;
    for (const std::string& path : configuration.paths) paths.push_back(root / path);
    return paths;
}

Result<void> choose_places(std::vector<fs::path>& paths, std::map<std::string, CommandSettings>& commands) {
    auto configuration = read_project_configuration({});
    if (!configuration) return fail(std::move(configuration.error()));
    if (!paths.empty()) return {};
    paths = paths_of(*configuration);
    commands = std::move(configuration->commands);
    return {};
}

void add_configuration_option(CLI::App& command, fs::path& file) {
    command.add_option("--config", file, "Thresholds and settings; else the project's piobench.toml")
        ->check(CLI::ExistingFile);
}

void add_results_dir_option(CLI::App& command, fs::path& folder, const std::string& purpose,
                            const fs::path* configuration) {
    command.add_option("--results-dir", folder, purpose)->type_name("DIR");
    command.parse_complete_callback([&folder, configuration] {
        if (!folder.empty()) return;
        const auto read = read_project_configuration(configuration == nullptr ? fs::path() : *configuration);
        if (!read) throw CLI::ValidationError(fmt::format("{}\n  {}", read.error().message, read.error().remedy));
        if (read->results_dir.empty()) return;
        std::error_code error;
        folder = find_project(fs::current_path(error)).root / read->results_dir;
    });
}

}  // namespace inference_pio
