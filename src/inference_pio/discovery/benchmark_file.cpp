#include "discovery/benchmark_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "common/files.hpp"
#include "discovery/python_outline.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "benchmark_";
constexpr std::string_view kProtocolWords = "piobench: protocol 1";
constexpr std::string_view kNoBenchmarkWords = "piobench: not a benchmark";
constexpr std::string_view kLibraryName = "libinference_pio";
constexpr std::array kCategories{"unit", "integration", "performance"};
// Folders that hold no benchmarks: outputs, and other people's sources.
const std::set<std::string> kSkippedFolders{"results", "build", "node_modules", "__pycache__"};

bool is_category(std::string_view name) {
    return std::find(kCategories.begin(), kCategories.end(), name) != kCategories.end();
}

std::string_view first_lines(std::string_view text, int count) {
    std::size_t end = 0;
    for (int line = 0; line < count && end < text.size(); ++line) {
        const auto newline = text.find('\n', end);
        end = newline == std::string_view::npos ? text.size() : newline + 1;
    }
    return text.substr(0, end);
}

// A program that links Google Benchmark: its words for options where it does so statically, else the library's name
// and the namespace of what it takes from there.
bool links_google_benchmark(const std::string& program) {
    const auto has = [&](std::string_view words) { return program.find(words) != std::string::npos; };
    const bool statically = has("--benchmark_list_tests") && has("--benchmark_filter");
    return statically || (has("libbenchmark.so") && has("_ZN9benchmark"));
}

bool includes_header(std::string_view source, std::string_view header) {
    for (std::size_t at = source.find(header); at != std::string_view::npos; at = source.find(header, at + 1)) {
        const std::size_t newline = source.rfind('\n', at);
        std::string_view line = source.substr(newline == std::string_view::npos ? 0 : newline + 1);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.starts_with('#') && line.substr(0, line.find('\n')).find("include") != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

FileKind kind_of_source(std::string_view source) {
    const bool ours = includes_header(source, "inference_pio/benchmark.hpp");
    const bool googles =
        includes_header(source, "benchmark/benchmark.h>") || includes_header(source, "benchmark/benchmark.h\"");
    return googles && !ours ? FileKind::google_benchmark_source : FileKind::source;
}

bool is_executable(const fs::path& path) { return ::access(path.c_str(), X_OK) == 0; }

// What kind a file named benchmark_* is; nothing for a file that is none (a header, a table of data).
std::optional<FileKind> classify(BenchmarkFile& file) {
    const fs::path& path = file.path;
    const std::string extension = path.extension().string();
    const bool python = extension == ".py";
    if (extension != ".cpp" && !python && extension != ".sh" && !is_executable(path)) return std::nullopt;
    const auto content = try_read_file(path);
    if (!content) return std::nullopt;
    if (content->starts_with("\x7f"
                             "ELF")) {
        const bool speaks =
            content->find(kLibraryName) != std::string::npos || content->find(kProtocolWords) != std::string::npos;
        if (speaks) return FileKind::program;
        return links_google_benchmark(*content) ? FileKind::google_benchmark : FileKind::plain_program;
    }
    const std::string_view head = first_lines(*content, 20);
    if (head.find(kNoBenchmarkWords) != std::string_view::npos) return std::nullopt;
    if (extension == ".cpp") return kind_of_source(*content);
    if (head.find(kProtocolWords) != std::string_view::npos) return FileKind::script;
    if (!python) return content->starts_with("#!") ? std::optional(FileKind::plain_script) : std::nullopt;
    if (imports_python_package(*content)) return FileKind::script;
    file.guide_functions = find_guide_functions(*content);
    if (!file.guide_functions.empty()) return FileKind::guide_script;
    file.tests = find_pytest_benchmarks(*content);
    return file.tests.empty() ? FileKind::plain_script : FileKind::pytest_script;
}

void search_folder(const fs::path& folder, std::vector<fs::path>& found) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, error)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory(error)) {
            if (!name.starts_with('.') && !kSkippedFolders.contains(name)) search_folder(entry.path(), found);
        } else if (name.starts_with(kPrefix) && name.size() > kPrefix.size() && entry.is_regular_file(error)) {
            found.push_back(fs::weakly_canonical(entry.path(), error));
        }
    }
}

// `benchmarks` as a whole, and the categories of each model.
void search_folders(const fs::path& benchmarks, const fs::path& models, std::vector<fs::path>& found) {
    search_folder(benchmarks, found);
    std::error_code error;
    for (const auto& model : fs::directory_iterator(models, error)) {
        for (const char* category : kCategories) search_folder(model.path() / "benchmarks" / category, found);
    }
}

std::vector<BenchmarkFile> classify_all(std::vector<fs::path> found) {
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<BenchmarkFile> files;
    const std::set<fs::path> known(found.begin(), found.end());
    for (const fs::path& path : found) {
        fs::path source = path;
        if (!path.has_extension() && known.contains(source.replace_extension(".cpp"))) continue;
        BenchmarkFile file{path, FileKind::source, place_of(path), {}};
        const auto kind = classify(file);
        if (!kind) continue;
        file.kind = *kind;
        files.push_back(std::move(file));
    }
    return files;
}

void add_brought(const Project& project, std::vector<BenchmarkFile>& files) {
    const fs::path folder = project.brought_benchmarks();
    if (folder.empty()) return;
    const auto name_of = [](const BenchmarkFile& file) { return file.place.prefix() + "/" + file.stem(); };
    std::set<std::string> own;
    for (const BenchmarkFile& file : files) own.insert(name_of(file));
    std::vector<fs::path> found;
    search_folders(folder / "benchmarks", folder / "models", found);
    for (BenchmarkFile& file : classify_all(std::move(found))) {
        if (own.contains(name_of(file))) continue;
        file.brought = true;
        files.push_back(std::move(file));
    }
}

}  // namespace

std::string_view to_string(FileKind kind) {
    switch (kind) {
        case FileKind::source:
            return "source";
        case FileKind::program:
            return "program";
        case FileKind::script:
            return "script";
        case FileKind::guide_script:
            return "guide_script";
        case FileKind::plain_script:
            return "plain_script";
        case FileKind::plain_program:
            return "plain_program";
        case FileKind::google_benchmark:
            return "google_benchmark";
        case FileKind::google_benchmark_source:
            return "google_benchmark_source";
        case FileKind::pytest_script:
            return "pytest_script";
        case FileKind::command:
            return "command";
    }
    return "unknown";
}

std::string BenchmarkFile::stem() const {
    const std::string stem = path.stem().string();
    return stem.starts_with(kPrefix) ? stem.substr(kPrefix.size()) : stem;
}

Place place_of(const fs::path& file) {
    Place place;
    fs::path folder = file.parent_path();
    if (is_category(folder.filename().string())) {
        place.category = folder.filename().string();
        folder = folder.parent_path();
    }
    if (folder.filename() == "benchmarks" && folder.parent_path().parent_path().filename() == "models") {
        place.model = true;
        folder = folder.parent_path();
    }
    place.suite = folder.filename().string();
    return place;
}

Result<std::vector<BenchmarkFile>> find_benchmark_files(const Project& project, const std::vector<fs::path>& paths) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const fs::path& path : paths) {
        if (!fs::exists(path, error)) {
            return fail(ErrorKind::not_found, fmt::format("there is no folder {}", path.string()),
                        "give --path a folder that holds benchmark_* files");
        }
        if (fs::is_directory(path, error)) {
            search_folder(fs::absolute(path), found);
        } else {
            found.push_back(fs::weakly_canonical(path, error));
        }
    }
    if (paths.empty()) search_folders(project.root / "benchmarks", project.root / "src/models", found);
    std::vector<BenchmarkFile> files = classify_all(std::move(found));
    if (paths.empty()) add_brought(project, files);
    return files;
}

}  // namespace inference_pio
