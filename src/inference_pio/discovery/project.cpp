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

Project find_project(const fs::path& directory) {
    std::error_code error;
    Project project{PIO_SOURCE_DIR, PIO_SOURCE_DIR, PIO_BINARY_DIR};
    const fs::path start = fs::weakly_canonical(fs::absolute(directory, error), error);
    // A model's own folder has benchmarks/ too, so being inside of the source tree comes first.
    if (lies_in(start, project.source)) return project;
    for (fs::path folder = start; folder.has_relative_path(); folder = folder.parent_path()) {
        if (fs::is_directory(folder / "benchmarks", error) || fs::is_directory(folder / "src/models", error) ||
            fs::is_regular_file(folder / kProjectFile, error)) {
            project.root = folder;
            return project;
        }
    }
    return project;
}

}  // namespace inference_pio
