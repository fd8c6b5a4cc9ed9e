#include "session/side_programs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <inference_pio/record.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "session/loaded_libraries.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kDescribeLimit{10};
constexpr const char* kSearchPath = "LD_LIBRARY_PATH";
constexpr const char* kOwnLibrary = "libinference_pio.so";

fs::path resolved(const fs::path& path) {
    std::error_code error;
    fs::path result = fs::weakly_canonical(fs::absolute(path, error), error);
    return error ? path.lexically_normal() : result;
}

bool lies_in(const fs::path& file, const fs::path& folder) {
    const fs::path relative = resolved(file.parent_path()).lexically_relative(resolved(folder));
    return !relative.empty() && *relative.begin() != "..";
}

Result<void> check_build(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no build folder {}", folder.string()),
                    "name a folder that was built, such as build/release of another checkout");
    }
    if (!fs::is_regular_file(folder / "lib" / kOwnLibrary, error)) {
        return fail(ErrorKind::not_found,
                    fmt::format("{} is no build of this project: it has no lib/{}", folder.string(), kOwnLibrary),
                    "build it with scripts/build release in its checkout, and name its build/release");
    }
    return {};
}

// The side's program, at the place that the own one has in the own build.
Result<fs::path> program_of_side(const FoundBenchmark& found, const fs::path& own_build, const fs::path& folder) {
    const bool of_build = found.file.kind == FileKind::source || found.file.kind == FileKind::program;
    const fs::path own = found.worker.argv.empty() ? fs::path() : fs::path(found.worker.argv.front());
    if (!of_build || own.empty() || !lies_in(own, own_build)) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("{} ({}) is of no build: another build has no other one", found.name, found.file.path.string()),
            "leave it out of the patterns, or compare two stored runs of it");
    }
    const fs::path relative = resolved(own).lexically_relative(resolved(own_build));
    if (auto is_build = check_build(folder); !is_build) return fail(std::move(is_build.error()));
    const fs::path program = folder / relative;
    std::error_code error;
    if (!fs::is_regular_file(program, error)) {
        return fail(
            ErrorKind::not_found,
            fmt::format("the build {} has not the program {} of {}", folder.string(), relative.string(), found.name),
            fmt::format("build it there: cmake --build {} --target benchmarks", folder.string()));
    }
    return program;
}

bool holds_engine(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().filename().string().starts_with("libllama.so")) return true;
    }
    return false;
}

Result<std::vector<std::string>> library_folders(const BuildSide& side, const fs::path& folder) {
    std::vector<std::string> folders;
    if (!side.engine_dir.empty()) {
        auto engine = find_engine_libraries(side.engine_dir);
        if (!engine) return fail(std::move(engine.error()));
        folders.push_back(engine->string());
    }
    folders.push_back((folder / "lib").string());
    return folders;
}

void put_first(const std::vector<std::string>& folders, std::map<std::string, std::string>& environment) {
    std::string path = fmt::format("{}", fmt::join(folders, ":"));
    const auto own = environment.find(kSearchPath);
    const char* inherited = std::getenv(kSearchPath);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    const std::string rest = own != environment.end() ? own->second : inherited == nullptr ? "" : inherited;
    // An empty entry would be the current folder.
    if (!rest.empty()) path += ":" + rest;
    environment[kSearchPath] = path;
}

Result<void> check_loaded(const WorkerProgram& worker, const BuildSide& side, const fs::path& folder,
                          const SessionMachine& machine) {
    const auto loaded = read_loaded_libraries(worker, machine);
    if (!loaded) return fail(loaded.error());
    bool engine = false;
    for (const LoadedLibrary& library : *loaded) {
        const bool asked = !side.engine_dir.empty() && is_engine_library(library.name);
        const fs::path& home = asked ? side.engine_dir : folder;
        engine = engine || asked;
        if ((!asked && !library.name.starts_with(kOwnLibrary)) || lies_in(library.file, home)) continue;
        return fail(ErrorKind::mismatch,
                    fmt::format("{} would load {} from {}, not from {}", worker.argv[0], library.name,
                                library.file.string(), home.string()),
                    asked ? "the engine must be whole and of the library version that the build was made for; else "
                            "make a build of its own for it, and compare the two builds"
                          : "build with cmake's own RPATH settings, so that LD_LIBRARY_PATH counts");
    }
    if (side.engine_dir.empty() || engine) return {};
    return fail(ErrorKind::mismatch, fmt::format("{} loads no library of an engine", worker.argv[0]),
                "leave the folder of the engine out: the program has its engine within");
}

Result<DescribedEvent> ask_description(const WorkerProgram& worker, const SessionMachine& machine) {
    auto channel = WorkerChannel::start(machine.launcher, machine.clock, worker, {}, machine.cancellation);
    if (!channel) return fail(std::move(channel.error()));
    auto described = channel->ask_for<DescribedEvent>(DescribeCommand{}, "describing itself", kDescribeLimit);
    if (!described) {
        described.error().message = fmt::format("{}: {}", worker.argv[0], described.error().message);
        return described;
    }
    channel->process().close_input();
    return described;
}

std::string program_name(const FoundBenchmark& benchmark) {
    return benchmark.worker.argv.empty() ? benchmark.name : benchmark.worker.argv.front();
}

const Axis* find_axis(const FoundBenchmark& benchmark, std::string_view name) {
    const auto& axes = benchmark.description.axes;
    const auto axis = std::find_if(axes.begin(), axes.end(), [&](const Axis& one) { return one.name == name; });
    return axis == axes.end() ? nullptr : &*axis;
}

bool lists(const Axis& axis, const Value& value) {
    return std::find(axis.values.begin(), axis.values.end(), value) != axis.values.end();
}

tl::unexpected<Error> unlike(std::string message) {
    return fail(ErrorKind::mismatch, std::move(message), "compare cases that both builds have");
}

}  // namespace

Result<fs::path> find_engine_libraries(const fs::path& engine_dir) {
    const fs::path folder = resolved(engine_dir);
    if (folder.string().find_first_of(":;") != std::string::npos) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the folder {} cannot stand in LD_LIBRARY_PATH", folder.string()),
                    "choose a path without ':' and ';'");
    }
    for (const fs::path& candidate : {folder / "lib", folder}) {
        if (holds_engine(candidate)) return candidate;
    }
    return fail(ErrorKind::not_found,
                fmt::format("neither {} nor its lib/ holds an engine's library (libllama.so)", folder.string()),
                "name the folder that a build of the engine with shared libraries left, such as its build/bin");
}

Result<FoundBenchmark> benchmark_of_side(const FoundBenchmark& found, const fs::path& own_build, const BuildSide& side,
                                         const SessionMachine& machine) {
    const fs::path folder = resolved(side.folder.empty() ? own_build : side.folder);
    const auto program = program_of_side(found, own_build, folder);
    if (!program) return fail(program.error());
    const auto folders = library_folders(side, folder);
    if (!folders) return fail(folders.error());

    FoundBenchmark other = found;
    other.worker.argv.front() = program->string();
    put_first(*folders, other.worker.environment);
    if (auto loaded = check_loaded(other.worker, side, folder, machine); !loaded)
        return fail(std::move(loaded.error()));
    auto described = ask_description(other.worker, machine);
    if (!described) return fail(std::move(described.error()));
    std::vector<std::string> names;
    for (DescribedBenchmark& benchmark : described->benchmarks) {
        if (benchmark.name == found.description.name) {
            other.description = std::move(benchmark);
            other.engines = std::move(described->engines);
            return other;
        }
        names.push_back(benchmark.name);
    }
    return unlike(fmt::format("{} has no benchmark '{}'; it has {}", program->string(), found.description.name,
                              names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

Result<void> check_case_of_side(const FoundBenchmark& own, const FoundBenchmark& other, const Parameters& parameters) {
    const std::string name = case_name(own.name, parameters);
    for (const auto& [axis_name, value] : parameters.entries()) {
        const Axis* own_axis = find_axis(own, axis_name);
        const Axis* axis = find_axis(other, axis_name);
        if (own_axis == nullptr) continue;  // found at run time, by either side on its own
        if (axis == nullptr)
            return unlike(fmt::format("{}: {} has no axis '{}'", name, program_name(other), axis_name));
        if (axis->type != own_axis->type) {
            return unlike(fmt::format("{}: the axis '{}' is of type {} here, and of type {} in {}", name, axis_name,
                                      to_string(own_axis->type), to_string(axis->type), program_name(other)));
        }
        // A value of --param stands in no list: the program itself will say whether it can.
        if (lists(*own_axis, value) && !lists(*axis, value)) {
            return unlike(fmt::format("{}: the axis '{}' of {} has no value {}", name, axis_name, program_name(other),
                                      to_string(value)));
        }
    }
    for (const Axis& axis : other.description.axes) {
        if (parameters.find(axis.name) != nullptr) continue;
        return unlike(fmt::format("{}: {} has an axis '{}' more", name, program_name(other), axis.name));
    }
    return {};
}

}  // namespace inference_pio
