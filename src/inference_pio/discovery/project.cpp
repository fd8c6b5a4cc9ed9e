#include "discovery/project.hpp"

#include <system_error>

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

bool lies_in(const fs::path& inner, const fs::path& outer) {
    const fs::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::optional<fs::path> find_project_root(const fs::path& directory) {
    std::error_code error;
    for (fs::path folder = directory; folder.has_relative_path(); folder = folder.parent_path()) {
        if (fs::is_directory(folder / "benchmarks", error) || fs::is_directory(folder / "src/models", error) ||
            fs::is_regular_file(folder / kProjectFile, error)) {
            return folder;
        }
    }
    return std::nullopt;
}

fs::path Project::program() const { return is_installed() ? Installation{build}.program() : build / "piobench"; }

fs::path Project::library() const {
    return is_installed() ? Installation{build}.library() : build / "lib/libinference_pio.so";
}

fs::path Project::worker_program(const char* name) const {
    return (is_installed() ? Installation{build}.private_folder() : build) / "libexec" / name;
}

fs::path Project::python() const { return (is_installed() ? Installation{build}.data() : source) / "python"; }

std::vector<fs::path> Project::headers() const {
    if (is_installed()) return Installation{build}.headers();
    return {source / "include", source / "src/inference_pio"};
}

fs::path Project::brought_benchmarks() const {
    return is_installed() ? Installation{build}.private_folder() : fs::path();
}

Project find_project(const fs::path& directory, const fs::path& program) {
    std::error_code error;
    const fs::path start = fs::weakly_canonical(fs::absolute(directory, error), error);
    if (const auto installation = find_installation(program)) {
        return {find_project_root(start).value_or(start), {}, installation->prefix};
    }
    Project project{PIO_SOURCE_DIR, PIO_SOURCE_DIR, PIO_BINARY_DIR};
    // A model's own folder has benchmarks/ too, so being inside of the source tree comes first.
    if (!lies_in(start, project.source)) project.root = find_project_root(start).value_or(project.source);
    return project;
}

}  // namespace inference_pio
