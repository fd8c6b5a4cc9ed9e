#include "discovery/discoverer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "common/cancellation.hpp"
#include "discovery/description_cache.hpp"
#include "discovery/foreign_programs.hpp"
#include "contracts/name_pattern.hpp"
#include "discovery/worker_channel.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kDescribeLimit{10};
constexpr std::string_view kFunctionPrefix = "benchmark_";
constexpr const char* kProcessAdapter = "libexec/piobench-process-adapter";

bool lies_in(const fs::path& inner, const fs::path& outer) {
    const fs::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

bool is_own_source(const Project& project, const BenchmarkFile& file) {
    return file.kind == FileKind::source &&
           (lies_in(file.path, project.source / "benchmarks") || lies_in(file.path, project.source / "src/models"));
}

// The interpreter of a script's first line, for one that is not executable.
std::vector<std::string> script_command(const BenchmarkFile& file) {
    if (file.path.extension() == ".py") {
        const char* python = std::getenv("PIO_PYTHON");
        return {python != nullptr && *python != '\0' ? python : "python3", file.path.string()};
    }
    std::error_code error;
    const auto permissions = fs::status(file.path, error).permissions();
    if ((permissions & fs::perms::owner_exec) != fs::perms::none) return {file.path.string()};
    return {"/bin/sh", file.path.string()};
}

// Scripts find our package, and the guide's `src.inference_pio…`, whatever folder they lie in.
std::string python_path(const Project& project) {
    const fs::path package = project.source / "python";
    std::string path = package.string() + ":" + (package / "inference_pio_bench/guide_names").string();
    if (const char* inherited = std::getenv("PYTHONPATH"); inherited != nullptr && *inherited != '\0') {
        path += std::string(":") + inherited;
    }
    return path;
}

std::string problem_name(const BenchmarkFile& file) { return file.place.prefix() + "/" + file.stem(); }

class Discoverer {
public:
    Discoverer(const DiscoveryRequest& request, const DiscoveryMachine& machine, const StepLine& step)
        : request_(request),
          machine_(machine),
          step_(step),
          descriptions_(DescriptionCache::read(request.cache / "descriptions.json")) {}

    Result<Discovery> run();
    std::vector<EngineFacts> find_engines();

private:
    bool is_reached(const BenchmarkFile& file) const;
    Result<void> build(const std::vector<BenchmarkFile>& files);
    Result<void> build_adapter(const std::vector<BenchmarkFile>& files);
    Result<void> build_own(const std::vector<SourceProgram>& programs, const std::vector<BenchmarkFile>& files);
    void add(const BenchmarkFile& file);
    Result<DescribedEvent> describe(const BenchmarkFile& file, const WorkerProgram& worker);
    std::vector<fs::path> described_by(const BenchmarkFile& file) const;
    Result<void> accept(const BenchmarkFile& file, const WorkerProgram& worker, const DescribedEvent& described);
    void complain(const BenchmarkFile& file, Error error);

    const DiscoveryRequest& request_;
    const DiscoveryMachine& machine_;
    const StepLine& step_;
    DescriptionCache descriptions_;
    std::map<fs::path, fs::path> programs_;  // by source
    std::set<fs::path> unusable_;
    std::map<std::string, fs::path> names_;  // of the benchmarks so far: the file that has each
    Discovery discovery_;
};

bool Discoverer::is_reached(const BenchmarkFile& file) const {
    const std::string prefix = file.place.prefix() + "/";
    return request_.patterns.empty() ||
           std::any_of(request_.patterns.begin(), request_.patterns.end(),
                       [&](const std::string& pattern) { return pattern_may_match_below(pattern, prefix); });
}

void Discoverer::complain(const BenchmarkFile& file, Error error) {
    unusable_.insert(file.path);
    discovery_.problems.push_back({file.path, problem_name(file), file.place.category,
                                   file.place.model ? file.place.suite : std::string(), std::move(error)});
}

Result<void> Discoverer::build_own(const std::vector<SourceProgram>& programs,
                                   const std::vector<BenchmarkFile>& files) {
    auto errors = build_source_programs(request_.project, programs, machine_.launcher, machine_.cancellation, step_);
    if (!errors && errors.error().kind == ErrorKind::cancelled) return fail(std::move(errors.error()));
    for (const SourceProgram& program : programs) {
        const auto file =
            std::find_if(files.begin(), files.end(), [&](const BenchmarkFile& f) { return f.path == program.source; });
        if (!errors) {
            complain(*file, errors.error());
        } else if (const auto found = errors->find(program.target); found != errors->end()) {
            complain(*file, found->second);
        }
    }
    return {};
}

Result<void> Discoverer::build(const std::vector<BenchmarkFile>& files) {
    std::optional<StalenessCheck> check;
    std::vector<SourceProgram> stale;
    for (const BenchmarkFile& file : files) {
        if (file.kind != FileKind::source) continue;
        if (is_own_source(request_.project, file)) {
            if (!check) check.emplace(request_.project);
            SourceProgram program = source_program_of(request_.project, file.path);
            programs_[file.path] = program.program;
            if (check->is_stale(program)) stale.push_back(std::move(program));
        } else if (is_foreign_program_fresh(request_.project, file.path, request_.cache)) {
            programs_[file.path] = foreign_program_of(file.path, request_.cache);
        } else {
            auto program = build_foreign_program(request_.project, file.path, request_.cache, machine_.launcher,
                                                 machine_.cancellation, step_);
            if (program) {
                programs_[file.path] = *program;
            } else if (program.error().kind == ErrorKind::cancelled) {
                return fail(std::move(program.error()));
            } else {
                complain(file, std::move(program.error()));
            }
        }
    }
    if (auto built = build_adapter(files); !built) return built;
    return stale.empty() ? Result<void>{} : build_own(stale, files);
}

// Plain files need the program that runs them; a build of single benchmarks may not have made it yet.
Result<void> Discoverer::build_adapter(const std::vector<BenchmarkFile>& files) {
    const SourceProgram adapter{{}, "piobench-process-adapter", request_.project.build / kProcessAdapter};
    std::error_code error;
    const auto is_plain = [](const BenchmarkFile& file) {
        return file.kind == FileKind::plain_script || file.kind == FileKind::plain_program;
    };
    if (fs::exists(adapter.program, error) || std::none_of(files.begin(), files.end(), is_plain)) return {};
    auto errors = build_source_programs(request_.project, {adapter}, machine_.launcher, machine_.cancellation, step_);
    if (!errors && errors.error().kind == ErrorKind::cancelled) return fail(std::move(errors.error()));
    if (errors && errors->empty()) return {};
    for (const BenchmarkFile& file : files) {
        if (is_plain(file)) complain(file, errors ? errors->begin()->second : errors.error());
    }
    return {};
}

// Everything whose change can change what the worker says.
std::vector<fs::path> Discoverer::described_by(const BenchmarkFile& file) const {
    const Project& project = request_.project;
    if (file.kind == FileKind::source || file.kind == FileKind::program) {
        const auto program = programs_.find(file.path);
        return {program == programs_.end() ? file.path : program->second, project.build / "lib/libinference_pio.so"};
    }
    std::vector<fs::path> files{file.path};
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(project.source / "python/inference_pio_bench", error)) {
        if (entry.path().extension() == ".py") files.push_back(entry.path());
    }
    std::sort(files.begin() + 1, files.end());
    return files;
}

Result<DescribedEvent> Discoverer::describe(const BenchmarkFile& file, const WorkerProgram& worker) {
    DescribedEvent described;
    if (file.kind == FileKind::guide_script) {
        for (const std::string& function : file.guide_functions) {
            described.benchmarks.push_back({function.substr(kFunctionPrefix.size()), {}, {}, {}, {}});
        }
        return described;
    }
    if (file.kind == FileKind::plain_script || file.kind == FileKind::plain_program) {
        described.benchmarks.push_back({file.stem(), {}, {}, {}, {}});
        return described;
    }
    const std::vector<fs::path> sources = described_by(file);
    const DescriptionStamp stamp = read_description_stamp(sources);
    const std::string key = sources.front().string();
    if (auto known = descriptions_.find(key, stamp)) return *std::move(known);

    auto channel = WorkerChannel::start(machine_.launcher, machine_.clock, worker, {}, machine_.cancellation);
    if (!channel) return fail(std::move(channel.error()));
    auto answer = channel->ask_for<DescribedEvent>(DescribeCommand{}, "describing itself", kDescribeLimit);
    if (!answer) return answer;
    channel->process().close_input();
    descriptions_.put(key, stamp, *answer);
    return answer;
}

Result<void> Discoverer::accept(const BenchmarkFile& file, const WorkerProgram& worker,
                                const DescribedEvent& described) {
    if (described.benchmarks.empty()) {
        return fail(ErrorKind::malformed, fmt::format("{} registers no benchmark", file.path.string()),
                    "register one with PIO_BENCHMARK(name), or rename the file");
    }
    for (const DescribedBenchmark& benchmark : described.benchmarks) {
        const std::string name = file.place.prefix() + "/" + benchmark.name;
        if (benchmark.name.empty() || benchmark.name.find_first_of("[],= \n") != std::string::npos) {
            return fail(ErrorKind::malformed,
                        fmt::format("{} has a benchmark named '{}'", file.path.string(), benchmark.name),
                        "use letters, digits and underscores");
        }
        for (const Axis& axis : benchmark.axes) {
            if (!axis.values.empty()) continue;
            return fail(ErrorKind::malformed, fmt::format("{}: the axis '{}' of '{}' has no values", file.path.string(),
                                                          axis.name, benchmark.name));
        }
        if (const auto [other, fresh] = names_.try_emplace(name, file.path); !fresh) {
            return fail(ErrorKind::malformed,
                        fmt::format("{} is the name of two benchmarks: in {} and in {}", name, other->second.string(),
                                    file.path.string()),
                        "rename one of them");
        }
        discovery_.benchmarks.push_back({name, file, benchmark, worker, described.engines});
    }
    return {};
}

void Discoverer::add(const BenchmarkFile& file) {
    const auto program = programs_.find(file.path);
    const WorkerProgram worker =
        worker_of(request_.project, file, program == programs_.end() ? fs::path() : program->second);
    auto described = describe(file, worker);
    if (!described) {
        Error error = std::move(described.error());
        if (error.message.find(file.path.string()) == std::string::npos) {
            error.message = fmt::format("{}: {}", file.path.string(), error.message);
        }
        return complain(file, std::move(error));
    }
    if (auto accepted = accept(file, worker, *described); !accepted) complain(file, std::move(accepted.error()));
}

Result<Discovery> Discoverer::run() {
    auto files = find_benchmark_files(request_.project, request_.paths);
    if (!files) return fail(std::move(files.error()));
    std::vector<BenchmarkFile> reached;
    for (BenchmarkFile& file : *files) {
        (is_reached(file) ? reached : discovery_.unreached).push_back(std::move(file));
    }
    if (auto built = build(reached); !built) return fail(std::move(built.error()));
    for (const BenchmarkFile& file : reached) {
        if (machine_.cancellation != nullptr && machine_.cancellation->requested()) {
            return fail(ErrorKind::cancelled, "stopped while looking for benchmarks");
        }
        if (!unusable_.contains(file.path)) add(file);
    }
    // Only a shortcut for the next time: where it cannot be kept, nothing is lost.
    if (auto saved = descriptions_.save(); !saved && step_) step_(saved.error().message);
    std::sort(discovery_.benchmarks.begin(), discovery_.benchmarks.end(),
              [](const FoundBenchmark& a, const FoundBenchmark& b) { return a.name < b.name; });
    return std::move(discovery_);
}

std::vector<EngineFacts> Discoverer::find_engines() {
    const auto files = find_benchmark_files(request_.project, {});
    if (!files) return {};
    for (const BenchmarkFile& file : *files) {
        if (!is_own_source(request_.project, file)) continue;
        const fs::path program = source_program_of(request_.project, file.path).program;
        std::error_code error;
        if (!fs::exists(program, error)) continue;
        programs_[file.path] = program;
        auto described = describe(file, worker_of(request_.project, file, program));
        if (!described || described->engines.empty()) continue;
        if (auto saved = descriptions_.save(); !saved && step_) step_(saved.error().message);
        return std::move(described->engines);
    }
    return {};
}

}  // namespace

std::vector<EngineFacts> find_engines(const Project& project, const fs::path& cache, const DiscoveryMachine& machine) {
    const DiscoveryRequest request{project, {}, {}, cache};
    const StepLine silent;
    return Discoverer(request, machine, silent).find_engines();
}

WorkerProgram worker_of(const Project& project, const BenchmarkFile& file, const fs::path& program) {
    WorkerProgram worker;
    switch (file.kind) {
        case FileKind::source:
            worker.argv = {program.string()};
            return worker;
        case FileKind::program:
            worker.argv = {file.path.string()};
            return worker;
        case FileKind::script:
            worker.argv = script_command(file);
            break;
        case FileKind::guide_script:
            worker.argv = script_command(file);
            worker.argv.insert(worker.argv.begin() + 1,
                               (project.source / "python/inference_pio_bench/guide_adapter.py").string());
            break;
        case FileKind::plain_script:
        case FileKind::plain_program:
            worker.argv = {(project.build / kProcessAdapter).string(), "--name", file.stem(), "--"};
            if (file.kind == FileKind::plain_program) {
                worker.argv.push_back(file.path.string());
            } else {
                for (std::string& word : script_command(file)) worker.argv.push_back(std::move(word));
            }
            break;
    }
    worker.environment["PIO_PIOBENCH"] = (project.build / "piobench").string();
    if (file.kind != FileKind::plain_program) worker.environment["PYTHONPATH"] = python_path(project);
    return worker;
}

Result<Discovery> discover(const DiscoveryRequest& request, const DiscoveryMachine& machine, const StepLine& step) {
    return Discoverer(request, machine, step).run();
}

}  // namespace inference_pio
