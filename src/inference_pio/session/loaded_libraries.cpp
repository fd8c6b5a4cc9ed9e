#include "session/loaded_libraries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "common/digest.hpp"
#include "discovery/printable_text.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kLddLimit{20};
constexpr std::size_t kDigits = 6;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// Backends that ggml opens by name at run time, "libggml-cuda.so": no program names them.
std::vector<LoadedLibrary> read_backends(const fs::path& folder) {
    std::vector<LoadedLibrary> backends;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("libggml-") && name.ends_with(".so")) backends.push_back({name, entry.path()});
    }
    return backends;
}

// Each file once, under the first of its names; sorted by name.
std::map<std::string, fs::path> engine_files(const std::vector<LoadedLibrary>& loaded) {
    std::vector<LoadedLibrary> libraries;
    for (const LoadedLibrary& library : loaded) {
        if (is_engine_library(library.name)) libraries.push_back(library);
    }
    for (const LoadedLibrary& library : loaded) {
        if (!library.name.starts_with("libggml.so")) continue;
        auto backends = read_backends(library.file.parent_path());
        std::sort(backends.begin(), backends.end(),
                  [](const LoadedLibrary& a, const LoadedLibrary& b) { return a.name < b.name; });
        libraries.insert(libraries.end(), backends.begin(), backends.end());
        break;
    }
    std::map<std::string, fs::path> files;
    std::vector<fs::path> seen;
    for (const LoadedLibrary& library : libraries) {
        std::error_code error;
        fs::path file = fs::weakly_canonical(library.file, error);
        if (error || std::find(seen.begin(), seen.end(), file) != seen.end()) continue;
        seen.push_back(file);
        files.emplace(library.name, std::move(file));
    }
    return files;
}

}  // namespace

std::vector<LoadedLibrary> parse_loaded_libraries(std::string_view ldd_output) {
    std::vector<LoadedLibrary> libraries;
    while (!ldd_output.empty()) {
        const std::size_t end = std::min(ldd_output.find('\n'), ldd_output.size());
        const std::string_view line = ldd_output.substr(0, end);
        ldd_output.remove_prefix(std::min(end + 1, ldd_output.size()));
        const std::size_t arrow = line.find(" => ");
        if (arrow == std::string_view::npos) continue;
        std::string_view file = trimmed(line.substr(arrow + 4));
        file = trimmed(file.substr(0, file.rfind(" (0x")));  // the address
        if (file == "not found") file = {};
        libraries.push_back({std::string(trimmed(line.substr(0, arrow))), fs::path(file)});
    }
    return libraries;
}

Result<std::vector<LoadedLibrary>> read_loaded_libraries(const WorkerProgram& worker, const SessionMachine& machine) {
    LaunchSpec spec;
    spec.argv = {"ldd", worker.argv.at(0)};
    spec.environment = worker.environment;
    spec.environment["LC_ALL"] = "C";
    auto output = run_command(machine.launcher, spec, kLddLimit, machine.cancellation);
    if (!output) return fail(std::move(output.error()));
    auto libraries = parse_loaded_libraries(output->output);
    if (output->status.code != 0 || libraries.empty()) {
        return fail(ErrorKind::malformed, fmt::format("ldd does not tell the libraries of {}: {}", worker.argv[0],
                                                      output_tail(output->errors + "\n" + output->output, 2)));
    }
    for (const LoadedLibrary& library : libraries) {
        if (!library.file.empty()) continue;
        return fail(ErrorKind::not_found,
                    fmt::format("{} cannot be started: its library {} is nowhere", worker.argv[0], library.name),
                    "build it again, or name the folder that holds the library");
    }
    return libraries;
}

bool is_engine_library(std::string_view name) {
    return name.starts_with("libllama.so") || name.starts_with("libggml.so") || name.starts_with("libggml-") ||
           name.starts_with("libmtmd.so");
}

Result<std::string> engine_library_digest(const WorkerProgram& worker, const SessionMachine& machine) {
    const auto loaded = read_loaded_libraries(worker, machine);
    if (!loaded) return fail(loaded.error());
    const auto files = engine_files(*loaded);
    if (files.empty()) {
        return fail(ErrorKind::not_found, fmt::format("{} loads no library of an engine", worker.argv[0]));
    }
    std::string all;
    for (const auto& [name, file] : files) {
        auto digest = digest_of_file(file);
        if (!digest) return digest;
        all += fmt::format("{} {}\n", name, *digest);
    }
    const std::string digest = digest_of(all);
    return digest.substr(digest.find(':') + 1, kDigits);
}

}  // namespace inference_pio
