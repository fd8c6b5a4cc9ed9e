#include "discovery/project_build.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "common/files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const fs::path& folder, std::string_view prefix) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, error)) {
        if (entry.is_directory(error) && entry.path().filename().string().starts_with(prefix)) {
            folders.push_back(entry.path());
        }
    }
    return folders;
}

std::vector<fs::path> usual_folders(const fs::path& root) {
    const char* named = std::getenv("PIOBENCH_BUILD");  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    if (named != nullptr && *named != '\0') return {fs::path(named)};
    std::vector<fs::path> folders{root / "build"};
    for (const auto& more :
         {folders_in(root / "build", ""), folders_in(root / "out/build", ""), folders_in(root, "cmake-build-")}) {
        folders.insert(folders.end(), more.begin(), more.end());
    }
    return folders;
}

std::string text_of(const nlohmann::json& entry, const char* key) {
    const auto value = entry.find(key);
    return value != entry.end() && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

std::map<fs::path, SourceProgram> parse_build_programs(std::string_view text) {
    std::map<fs::path, SourceProgram> programs;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_array()) return programs;
    for (const auto& entry : json) {
        if (!entry.is_object()) continue;
        SourceProgram program{text_of(entry, "source"), text_of(entry, "target"), text_of(entry, "program")};
        if (program.source.empty() || program.target.empty() || program.program.empty()) continue;
        const fs::path source = program.source;
        programs.emplace(source, std::move(program));
    }
    return programs;
}

std::optional<ProjectBuild> find_project_build(const fs::path& root) {
    fs::path newest;
    fs::file_time_type written = fs::file_time_type::min();
    for (const fs::path& folder : usual_folders(root)) {
        std::error_code error;
        const auto time = fs::last_write_time(folder / kProgramsFile, error);
        if (error || time < written) continue;
        newest = folder;
        written = time;
    }
    if (newest.empty()) return std::nullopt;
    const auto text = try_read_file(newest / kProgramsFile);
    if (!text) return std::nullopt;
    std::error_code error;
    return ProjectBuild{fs::absolute(newest, error), parse_build_programs(*text)};
}

std::optional<SourceProgram> MadePrograms::find(const fs::path& source) {
    const auto root = find_project_root(source.parent_path());
    if (!root) return std::nullopt;
    auto known = builds_.find(*root);
    if (known == builds_.end()) known = builds_.emplace(*root, find_project_build(*root)).first;
    if (!known->second) return std::nullopt;
    const auto made = known->second->programs.find(source);
    if (made == known->second->programs.end()) return std::nullopt;
    asked_[*root].push_back(made->second);
    return made->second;
}

std::vector<std::pair<Project, std::vector<SourceProgram>>> MadePrograms::asked() const {
    std::vector<std::pair<Project, std::vector<SourceProgram>>> all;
    for (const auto& [root, programs] : asked_) all.push_back({{root, root, builds_.at(root)->folder}, programs});
    return all;
}

}  // namespace inference_pio
