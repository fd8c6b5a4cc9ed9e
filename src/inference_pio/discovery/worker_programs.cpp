#include "discovery/worker_programs.hpp"

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "discovery/python_outline.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::string python_interpreter() {
    const char* python = std::getenv("PIO_PYTHON");  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    return python != nullptr && *python != '\0' ? python : "python3";
}

// The interpreter of a script's first line, for one that is not executable.
std::vector<std::string> script_command(const BenchmarkFile& file) {
    if (file.path.extension() == ".py") return {python_interpreter(), file.path.string()};
    std::error_code error;
    const auto permissions = fs::status(file.path, error).permissions();
    if ((permissions & fs::perms::owner_exec) != fs::perms::none) return {file.path.string()};
    return {"/bin/sh", file.path.string()};
}

// Scripts find our package, and the guide's `src.inference_pio…`, whatever folder they lie in.
std::string python_path(const Project& project) {
    const fs::path package = project.python();
    std::string path = package.string() + ":" + (package / "inference_pio_bench/guide_names").string();
    const char* inherited = std::getenv("PYTHONPATH");  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    if (inherited != nullptr && *inherited != '\0') path += std::string(":") + inherited;
    return path;
}

}  // namespace

SourceProgram process_adapter_of(const Project& project) {
    return {{}, "piobench-process-adapter", project.worker_program("piobench-process-adapter")};
}

bool is_run_by_process_adapter(FileKind kind) {
    switch (kind) {
        case FileKind::plain_script:
        case FileKind::plain_program:
        case FileKind::google_benchmark:
        case FileKind::google_benchmark_source:
        case FileKind::pytest_script:
        case FileKind::command:
            return true;
        case FileKind::source:
        case FileKind::program:
        case FileKind::script:
        case FileKind::guide_script:
            break;
    }
    return false;
}

WorkerProgram worker_of(const Project& project, const BenchmarkFile& file, const fs::path& program) {
    WorkerProgram worker;
    const std::string adapter = process_adapter_of(project).program.string();
    switch (file.kind) {
        case FileKind::source:
            worker.argv = {program.string()};
            return worker;
        case FileKind::program:
            worker.argv = {file.path.string()};
            return worker;
        case FileKind::google_benchmark:
            worker.argv = {adapter, "--google-benchmark", file.path.string()};
            return worker;
        case FileKind::google_benchmark_source:
            worker.argv = {adapter, "--google-benchmark", program.string()};
            return worker;
        case FileKind::command:
            worker.argv = {adapter, "--configured"};
            return worker;
        case FileKind::pytest_script:
            worker.argv = {adapter, "--pytest", python_interpreter(), file.path.string()};
            for (const std::string& test : file.tests) worker.argv.push_back(benchmark_of_test(test) + "=" + test);
            break;
        case FileKind::script:
            worker.argv = script_command(file);
            break;
        case FileKind::guide_script:
            worker.argv = script_command(file);
            worker.argv.insert(worker.argv.begin() + 1,
                               (project.python() / "inference_pio_bench/guide_adapter.py").string());
            break;
        case FileKind::plain_program:
            worker.argv = {adapter, "--name", file.stem(), "--", file.path.string()};
            break;
        case FileKind::plain_script:
            worker.argv = {adapter, "--name", file.stem(), "--"};
            for (std::string& word : script_command(file)) worker.argv.push_back(std::move(word));
            break;
    }
    worker.environment["PIO_PIOBENCH"] = project.program().string();
    if (file.kind != FileKind::plain_program) worker.environment["PYTHONPATH"] = python_path(project);
    return worker;
}

}  // namespace inference_pio
