#include "discovery/discoverer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "common/cancellation.hpp"
#include "contracts/name_pattern.hpp"
#include "discovery/description_cache.hpp"
#include "discovery/foreign_programs.hpp"
#include "discovery/project_build.hpp"
#include "discovery/project_commands.hpp"
#include "discovery/unasked_description.hpp"
#include "discovery/worker_channel.hpp"
#include "discovery/worker_programs.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kDescribeLimit{10};

bool lies_in(const fs::path& inner, const fs::path& outer) {
    const fs::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

bool is_own_source(const Project& project, const BenchmarkFile& file) {
    return file.kind == FileKind::source && !project.is_installed() &&
           (lies_in(file.path, project.source / "benchmarks") || lies_in(file.path, project.source / "src/models"));
}

bool is_script(const BenchmarkFile& file) { return file.kind == FileKind::script; }

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
    bool is_reached(const Place& place) const;
    Result<void> build(const std::vector<BenchmarkFile>& files, const std::vector<FoundBenchmark>& commands);
    Result<void> build_foreign(const BenchmarkFile& file);
    Result<void> build_adapter(const std::vector<BenchmarkFile>& files, const std::vector<FoundBenchmark>& commands);
    std::vector<FoundBenchmark> reached_commands() const;
    void add_commands(const std::vector<FoundBenchmark>& commands);
    Result<void> claim(const std::string& name, const fs::path& file);
    Result<void> build_own(const Project& project, const std::vector<SourceProgram>& programs,
                           const std::vector<BenchmarkFile>& files);
    void add(const BenchmarkFile& file);
    Result<DescribedEvent> describe(const BenchmarkFile& file, const WorkerProgram& worker);
    std::vector<fs::path> described_by(const BenchmarkFile& file) const;
    Result<void> accept(const BenchmarkFile& file, const WorkerProgram& worker, const DescribedEvent& described);
    void complain(const BenchmarkFile& file, Error error);
    void complain(const FoundBenchmark& command, Error error);

    const DiscoveryRequest& request_;
    const DiscoveryMachine& machine_;
    const StepLine& step_;
    DescriptionCache descriptions_;
    std::map<fs::path, fs::path> programs_;  // by source
    MadePrograms made_;
    std::set<fs::path> unusable_;
    std::map<std::string, fs::path> names_;  // of the benchmarks so far: the file that has each
    Discovery discovery_;
};

bool Discoverer::is_reached(const Place& place) const {
    const std::string prefix = place.prefix() + "/";
    return request_.patterns.empty() ||
           std::any_of(request_.patterns.begin(), request_.patterns.end(),
                       [&](const std::string& pattern) { return pattern_may_match_below(pattern, prefix); });
}

void Discoverer::complain(const BenchmarkFile& file, Error error) {
    unusable_.insert(file.path);
    discovery_.problems.push_back({file.path, problem_name(file), file.place.category,
                                   file.place.model ? file.place.suite : std::string(), std::move(error)});
}

void Discoverer::complain(const FoundBenchmark& command, Error error) {
    discovery_.problems.push_back({command.file.path, command.name, {}, {}, std::move(error)});
}

std::vector<FoundBenchmark> Discoverer::reached_commands() const {
    std::vector<FoundBenchmark> commands;
    for (const auto& [name, settings] : request_.commands) {
        FoundBenchmark command = found_command(request_.project, name, settings);
        if (is_reached(command.file.place)) commands.push_back(std::move(command));
    }
    return commands;
}

void Discoverer::add_commands(const std::vector<FoundBenchmark>& commands) {
    for (const FoundBenchmark& command : commands) {
        if (unusable_.contains(command.file.path)) return;
        if (auto claimed = claim(command.name, command.file.path)) {
            discovery_.benchmarks.push_back(command);
        } else {
            complain(command, std::move(claimed.error()));
        }
    }
}

// No two benchmarks of one name.
Result<void> Discoverer::claim(const std::string& name, const fs::path& file) {
    const auto [other, fresh] = names_.try_emplace(name, file);
    if (fresh) return {};
    return fail(
        ErrorKind::malformed,
        fmt::format("{} is the name of two benchmarks: in {} and in {}", name, other->second.string(), file.string()),
        "rename one of them");
}

Result<void> Discoverer::build_own(const Project& project, const std::vector<SourceProgram>& programs,
                                   const std::vector<BenchmarkFile>& files) {
    auto errors = build_source_programs(project, programs, machine_.launcher, machine_.cancellation, step_);
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

Result<void> Discoverer::build(const std::vector<BenchmarkFile>& files, const std::vector<FoundBenchmark>& commands) {
    std::optional<StalenessCheck> check;
    std::vector<SourceProgram> stale;
    for (const BenchmarkFile& file : files) {
        if (is_own_source(request_.project, file)) {
            if (!check) check.emplace(request_.project);
            SourceProgram program = source_program_of(request_.project, file.path);
            programs_[file.path] = program.program;
            if (check->is_stale(program)) stale.push_back(std::move(program));
        } else if (const auto made = made_.find(file.path)) {
            programs_[file.path] = made->program;
        } else if (file.kind == FileKind::source || file.kind == FileKind::google_benchmark_source) {
            if (auto built = build_foreign(file); !built) return built;
        }
    }
    for (const auto& [project, programs] : made_.asked()) {
        if (auto built = build_own(project, programs, files); !built) return built;
    }
    if (auto built = build_adapter(files, commands); !built) return built;
    return stale.empty() ? Result<void>{} : build_own(request_.project, stale, files);
}

Result<void> Discoverer::build_foreign(const BenchmarkFile& file) {
    const ForeignSource source{
        file.path, file.kind == FileKind::google_benchmark_source ? BenchmarkLibrary::googles : BenchmarkLibrary::ours};
    if (is_foreign_program_fresh(request_.project, source, request_.cache)) {
        programs_[file.path] = foreign_program_of(file.path, request_.cache);
        return {};
    }
    auto program = build_foreign_program(request_.project, source, request_.cache, machine_.launcher,
                                         machine_.cancellation, step_);
    if (program) {
        programs_[file.path] = *program;
    } else if (program.error().kind == ErrorKind::cancelled) {
        return fail(std::move(program.error()));
    } else {
        complain(file, std::move(program.error()));
    }
    return {};
}

// Files that do not speak the protocol need the program that runs them; a build of single benchmarks may not have made
// it yet.
Result<void> Discoverer::build_adapter(const std::vector<BenchmarkFile>& files,
                                       const std::vector<FoundBenchmark>& commands) {
    const SourceProgram adapter = process_adapter_of(request_.project);
    std::error_code error;
    const auto needs_it = [](const BenchmarkFile& file) { return is_run_by_process_adapter(file.kind); };
    const bool needed = !commands.empty() || std::any_of(files.begin(), files.end(), needs_it);
    if (!needed || fs::exists(adapter.program, error)) return {};
    auto errors = build_source_programs(request_.project, {adapter}, machine_.launcher, machine_.cancellation, step_);
    if (!errors && errors.error().kind == ErrorKind::cancelled) return fail(std::move(errors.error()));
    if (errors && errors->empty()) return {};
    const Error& why = errors ? errors->begin()->second : errors.error();
    for (const BenchmarkFile& file : files) {
        if (needs_it(file)) complain(file, why);
    }
    for (const FoundBenchmark& command : commands) {
        complain(command, why);
        unusable_.insert(command.file.path);
    }
    return {};
}

// Everything whose change can change what the worker says.
std::vector<fs::path> Discoverer::described_by(const BenchmarkFile& file) const {
    const Project& project = request_.project;
    if (!is_script(file)) {
        const auto program = programs_.find(file.path);
        const fs::path worker =
            is_run_by_process_adapter(file.kind) ? process_adapter_of(project).program : project.library();
        return {program == programs_.end() ? file.path : program->second, worker};
    }
    std::vector<fs::path> files{file.path};
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(project.python() / "inference_pio_bench", error)) {
        if (entry.path().extension() == ".py") files.push_back(entry.path());
    }
    std::sort(files.begin() + 1, files.end());
    return files;
}

Result<DescribedEvent> Discoverer::describe(const BenchmarkFile& file, const WorkerProgram& worker) {
    if (auto unasked = describe_unasked(file)) return *std::move(unasked);
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
        if (auto claimed = claim(name, file.path); !claimed) return claimed;
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
    const std::vector<FoundBenchmark> commands = reached_commands();
    const bool has_own = !commands.empty() || (!files->empty() && !files->front().brought);
    const bool own_only = request_.own_first && request_.patterns.empty() && has_own;
    std::vector<BenchmarkFile> reached;
    for (BenchmarkFile& file : *files) {
        const bool wanted = is_reached(file.place) && !(own_only && file.brought);
        (wanted ? reached : discovery_.unreached).push_back(std::move(file));
    }
    if (auto built = build(reached, commands); !built) return fail(std::move(built.error()));
    for (const BenchmarkFile& file : reached) {
        if (machine_.cancellation != nullptr && machine_.cancellation->requested()) {
            return fail(ErrorKind::cancelled, "stopped while looking for benchmarks");
        }
        if (!unusable_.contains(file.path)) add(file);
    }
    add_commands(commands);
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
        if (!is_own_source(request_.project, file) && !file.brought) continue;
        const fs::path program = file.brought ? file.path : source_program_of(request_.project, file.path).program;
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

Result<Discovery> discover(const DiscoveryRequest& request, const DiscoveryMachine& machine, const StepLine& step) {
    return Discoverer(request, machine, step).run();
}

}  // namespace inference_pio
