#include "discovery/source_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "common/files.hpp"
#include "discovery/printable_text.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kBuildLimit{1800};
constexpr Seconds kSayEvery{0.5};
// The rooms of the library that every worker links (src/inference_pio/CMakeLists.txt): a change of the
// parent's own rooms makes no program stale.
constexpr std::array kWorkerRooms{"contracts", "common",   "statistics", "records",   "telemetry", "checkpoints",
                                  "engines",   "protocol", "imaging",    "workloads", "worker",    "resizing"};

fs::file_time_type newest_in(const fs::path& folder) {
    fs::file_time_type newest = fs::file_time_type::min();
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        const auto extension = entry.path().extension();
        if (extension != ".hpp" && extension != ".cpp") continue;
        const auto time = entry.last_write_time(error);
        if (!error) newest = std::max(newest, time);
    }
    return newest;
}

fs::file_time_type newest_beside(const fs::path& folder) {
    fs::file_time_type newest = fs::file_time_type::min();
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.is_regular_file(error)) newest = std::max(newest, entry.last_write_time(error));
    }
    return newest;
}

// A build that found nothing to do leaves the program as old as it was; the stamp says that it was asked.
fs::path stamp_of(const Project& project, const SourceProgram& program) {
    return project.build / "benchmarks/.asked" / program.target;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// The CMake that configured the build.
std::string cmake_of(const Project& project) {
    constexpr std::string_view kKey = "\nCMAKE_COMMAND:INTERNAL=";
    const std::string cache = try_read_file(project.build / "CMakeCache.txt").value_or("");
    const auto found = cache.find(kKey);
    if (found == std::string::npos) return PIO_CMAKE_COMMAND;
    const auto begin = found + kKey.size();
    return cache.substr(begin, cache.find('\n', begin) - begin);
}

Result<CommandOutput> run_build(const Project& project, const std::vector<std::string>& targets,
                                ProcessLauncher& launcher, Cancellation* cancellation, const StepLine& step) {
    LaunchSpec spec;
    spec.argv = {cmake_of(project), "--build", project.build.string(), "--target"};
    spec.argv.insert(spec.argv.end(), targets.begin(), targets.end());
    spec.sacrificed_first = false;
    auto child = launcher.launch(spec, cancellation);
    if (!child) return fail(std::move(child.error()));
    std::string said;
    for (Seconds waited{0}; waited < kBuildLimit; waited += kSayEvery) {
        auto status = (*child)->wait(kSayEvery);
        if (status) return CommandOutput{*status, (*child)->output(), (*child)->errors()};
        if (status.error().kind != ErrorKind::timed_out) return fail(std::move(status.error()));
        std::string line = output_tail((*child)->output(), 1);
        if (step && !line.empty() && line != said) step(said = std::move(line));
    }
    (*child)->kill();
    return fail(ErrorKind::timed_out, fmt::format("building took longer than {} s", kBuildLimit.count()));
}

void leave_stamps(const Project& project, const std::vector<SourceProgram>& programs, fs::file_time_type begin) {
    std::error_code error;
    fs::create_directories(project.build / "benchmarks/.asked", error);
    for (const SourceProgram& program : programs) {
        const fs::path stamp = stamp_of(project, program);
        std::ofstream(stamp).flush();
        // A source saved while the build ran is newer than its stamp.
        fs::last_write_time(stamp, begin, error);
    }
}

Error build_error(const SourceProgram& program, const CommandOutput& output) {
    return Error{
        ErrorKind::malformed,
        fmt::format("{} cannot be built: {}", program.source.empty() ? program.target : program.source.string(),
                    compiler_message(output.output + "\n" + output.errors)),
        fmt::format("cmake --build … --target {} shows all of it", program.target)};
}

}  // namespace

SourceProgram source_program_of(const Project& project, const fs::path& source) {
    fs::path relative = source.lexically_relative(project.source / "src/models");
    if (relative.empty() || *relative.begin() == "..")
        relative = source.lexically_relative(project.source / "benchmarks");
    std::string folder = replace_all(relative.parent_path().string() + "/", "/benchmarks/", "/");
    if (folder.ends_with('/')) folder.pop_back();
    const std::string name = source.stem().string();
    return {source, replace_all(folder, "/", "_") + "_" + name, project.build / "benchmarks" / folder / name};
}

StalenessCheck::StalenessCheck(const Project& project)
    : project_(project), shared_(newest_in(project.source / "include")) {
    for (const char* room : kWorkerRooms) {
        shared_ = std::max(shared_, newest_in(project.source / "src/inference_pio" / room));
    }
    std::error_code error;
    for (const auto& model : fs::directory_iterator(project.source / "src/models", error)) {
        cards_ = std::max(cards_, newest_beside(model.path()));
    }
}

bool StalenessCheck::is_stale(const SourceProgram& program) const {
    std::error_code error;
    auto built = fs::last_write_time(program.program, error);
    if (error) return true;
    const auto asked = fs::last_write_time(stamp_of(project_, program), error);
    if (!error) built = std::max(built, asked);
    auto newest = std::max(shared_, newest_beside(program.source.parent_path()));
    // src/models/<model>/benchmarks/<category>/benchmark_x.cpp is made of src/models/<model>/ too.
    const fs::path benchmarks = program.source.parent_path().parent_path();
    const bool of_model = benchmarks.filename() == "benchmarks";
    newest = std::max(newest, of_model ? newest_beside(benchmarks.parent_path()) : cards_);
    return newest > built;
}

std::string compiler_message(std::string_view output) {
    const std::string text = printable_text(output);
    std::size_t at = text.find(" error: ");
    if (at == std::string::npos) at = text.find("error:");
    if (at == std::string::npos) at = text.find("undefined reference");
    if (at == std::string::npos) return output_tail(output, 4);
    const auto newline = text.rfind('\n', at);
    std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
    std::size_t end = begin;
    for (int line = 0; line < 12 && end < text.size(); ++line) {
        const auto next = text.find('\n', end);
        end = next == std::string::npos ? text.size() : next + 1;
    }
    std::string message = text.substr(begin, end - begin);
    message.erase(message.find_last_not_of(" \n") + 1);
    return message;
}

Result<std::map<std::string, Error>> build_source_programs(const Project& project,
                                                           const std::vector<SourceProgram>& programs,
                                                           ProcessLauncher& launcher, Cancellation* cancellation,
                                                           const StepLine& step) {
    std::map<std::string, Error> errors;
    if (programs.empty()) return errors;
    std::error_code missing;
    if (project.is_installed()) {
        return fail(ErrorKind::not_found, fmt::format("{} is not there", programs.front().program.string()),
                    "install piobench again");
    }
    if (!fs::exists(project.build / "CMakeCache.txt", missing)) {
        return fail(ErrorKind::not_found, fmt::format("there is no build in {}", project.build.string()),
                    "run scripts/bench, or cmake --preset release");
    }
    if (step) step(fmt::format("building {} benchmark program{}", programs.size(), programs.size() == 1 ? "" : "s"));
    std::vector<std::string> targets;
    for (const SourceProgram& program : programs) targets.push_back(program.target);
    auto begin = fs::file_time_type::clock::now();
    auto together = run_build(project, targets, launcher, cancellation, step);
    if (!together) return fail(std::move(together.error()));
    if (together->status.code == 0) {
        leave_stamps(project, programs, begin);
        return errors;
    }
    // One of them fails: build one by one, so that the others get built and the error has an owner.
    for (const SourceProgram& program : programs) {
        begin = fs::file_time_type::clock::now();
        auto alone = run_build(project, {program.target}, launcher, cancellation, step);
        if (!alone) return fail(std::move(alone.error()));
        if (alone->status.code == 0) {
            leave_stamps(project, {program}, begin);
        } else {
            errors.emplace(program.target, build_error(program, *alone));
        }
    }
    return errors;
}

}  // namespace inference_pio
