#include "architecture/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "test_folders.hpp"

namespace inference_pio::architecture {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> read_lines(const fs::path& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::size_t indentation(const std::string& line) {
    const auto first = line.find_first_not_of(' ');
    return first == std::string::npos ? line.size() : first;
}

bool opens_function(const std::string& line) {
    if (line.empty() || !line.ends_with('{')) return false;
    constexpr std::array kOthers{"namespace", "class ", "struct ", "enum ", "extern ", "union ", "}", "constexpr "};
    const std::string text = line.substr(indentation(line));
    const bool other =
        std::any_of(kOthers.begin(), kOthers.end(), [&](const char* word) { return text.starts_with(word); });
    return !other && text.find('(') != std::string::npos;
}

}  // namespace

std::vector<SourceFile> read_sources(const std::vector<std::string>& folders) {
    const fs::path root = PIO_SOURCE_DIR;
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp")) continue;
            files.push_back({fs::relative(entry.path(), root).string(), entry.path().filename().string(),
                             read_lines(entry.path())});
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::string read_document(const std::string& path) {
    std::ifstream in(fs::path(PIO_SOURCE_DIR) / path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<FunctionExtent> find_functions(const SourceFile& file) {
    std::vector<FunctionExtent> functions;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::size_t column = indentation(file.lines[i]);
        if ((column != 0 && column != 4) || !opens_function(file.lines[i])) continue;
        for (std::size_t j = i + 1; j < file.lines.size(); ++j) {
            if (indentation(file.lines[j]) == column && file.lines[j].substr(column).starts_with('}')) {
                functions.push_back({i + 1, j - i + 1});
                break;
            }
        }
    }
    return functions;
}

std::string room_of(std::string_view path) {
    constexpr std::string_view kRooms = "src/inference_pio/";
    if (!path.starts_with(kRooms)) return {};
    path.remove_prefix(kRooms.size());
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

int layer_of(std::string_view room) {
    constexpr std::array<std::pair<std::string_view, int>, 22> kLayers{{
        {"contracts", 0}, {"common", 1},      {"statistics", 1}, {"records", 1},   {"configuration", 1},
        {"telemetry", 2}, {"checkpoints", 2}, {"engines", 2},    {"protocol", 2},  {"importers", 2},
        {"workloads", 3}, {"worker", 3},      {"discovery", 3},  {"judgement", 3}, {"execution", 4},
        {"history", 4},   {"reporting", 4},   {"session", 5},    {"cli", 6},       {"adapters", 3},
        {"imaging", 2},   {"resizing", 3},
    }};
    for (const auto& [name, layer] : kLayers) {
        if (name == room) return layer;
    }
    return -1;
}

}  // namespace inference_pio::architecture
