#include "session/run_start.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>

#include <algorithm>
#include <map>
#include <random>
#include <system_error>
#include <utility>

#include "common/files.hpp"
#include "session/run_files.hpp"
#include "session/subject_reader.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

Result<void> check_cpus(const std::vector<int>& cpus) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {};
    for (const int cpu : cpus) {
        if (cpu >= 0 && cpu < CPU_SETSIZE && CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) continue;
        std::vector<int> usable;
        for (std::size_t i = 0; i < CPU_SETSIZE; ++i) {
            if (CPU_ISSET(i, &allowed)) usable.push_back(static_cast<int>(i));
        }
        return fail(ErrorKind::invalid_argument, fmt::format("--cpus: this process may not use processor {}", cpu),
                    fmt::format("it may use {}", fmt::join(usable, ",")));
    }
    return {};
}

Result<void> add_file(RunSettings& settings, const char* role, const fs::path& file) {
    if (file.empty()) return {};
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no {} file {}", role, file.string()), "check the path");
    }
    // Workers may run elsewhere, and so may the command that resumes.
    settings.files[role] = fs::absolute(file, error).string();
    return {};
}

Result<void> add_images(RunSettings& settings, const fs::path& folder) {
    if (folder.empty()) return {};
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no folder of images {}", folder.string()),
                    "check the path");
    }
    settings.files["images"] = fs::absolute(folder, error).string();
    return {};
}

Result<Discovery> discover_for(const Project& project, std::vector<fs::path> paths, std::vector<std::string> patterns,
                               const RunOptions& options, const RunObserver& observer, const SessionMachine& machine) {
    const DiscoveryRequest request{
        project, std::move(paths), std::move(patterns), user_cache_folder(), options.commands, true};
    return discover(request, {machine.clock, machine.launcher, machine.cancellation}, observer.step);
}

// The names near to a pattern may lie in files that no pattern reached.
void add_unreached(Error& error, const Discovery& discovery) {
    if (error.kind != ErrorKind::not_found) return;
    std::vector<std::string> files;
    for (const BenchmarkFile& file : discovery.unreached) {
        files.push_back(file.place.prefix() + "/" + file.stem());
    }
    if (files.size() > 6) files.resize(6);
    if (!files.empty()) error.remedy += fmt::format("; other files: {}", fmt::join(files, ", "));
}

std::vector<JournalCase> journal_cases(const Plan& plan, const std::vector<FoundBenchmark>& benchmarks) {
    std::vector<JournalCase> cases;
    for (const PlannedCase& planned : plan.cases) {
        cases.push_back({planned.id, benchmarks[planned.benchmark].description.metrics});
    }
    return cases;
}

// By name, where a run's folder is not given itself.
fs::path find_run(const Project& project, const RunOptions& options) {
    std::error_code error;
    const fs::path given = options.resume;
    if (fs::exists(given / kJournalName, error)) return fs::absolute(given, error);
    return results_root(project, options.results_dir) / given;
}

Result<Plan> plan_again(const JournalHeader& header, const std::vector<FoundBenchmark>& benchmarks) {
    Plan plan{{}, header.settings.seed};
    for (const JournalCase& planned : header.cases) {
        const auto found = std::find_if(benchmarks.begin(), benchmarks.end(), [&](const FoundBenchmark& benchmark) {
            return benchmark.name == planned.id.benchmark;
        });
        if (found == benchmarks.end()) {
            return fail(ErrorKind::not_found,
                        fmt::format("{} of the run {} is not there any more", planned.id.benchmark, header.run),
                        "put its file back, or start a new run");
        }
        plan.cases.push_back({planned.id, static_cast<std::size_t>(found - benchmarks.begin()), std::nullopt});
    }
    add_references(plan, benchmarks);
    return plan;
}

}  // namespace

std::string make_run_id(Clock& clock) {
    std::random_device random;
    return fmt::format("{}-{:06x}", format_utc_compact(clock.wall_now()), random() & 0xffffffU);
}

Result<RunSettings> settings_of(const RunOptions& options) {
    RunSettings settings;
    settings.policy = policy_of(options.preset);
    if (options.precision) settings.policy.precision = options.precision;
    if (options.budget) settings.policy.budget = options.budget;
    if (options.span) settings.policy.span_min = *options.span;
    settings.timeout = options.timeout;
    settings.seed = options.seed;
    settings.engine = options.engine;
    settings.engine_options = options.engine_options;
    settings.cpus = options.cpus;
    settings.injected_slowdown = options.injected_slowdown;
    settings.user_checkpoint = !options.model_file.empty();
    if (options.precision && !(*options.precision > 0 && *options.precision < 1)) {
        return fail(ErrorKind::invalid_argument, fmt::format("a precision of {} is none", *options.precision),
                    "give a share between 0 and 1: 2%");
    }
    if (settings.timeout.count() <= 0 || (settings.policy.budget && settings.policy.budget->count() <= 0)) {
        return fail(ErrorKind::invalid_argument, "a timeout or budget must be longer than 0 s");
    }
    if (settings.policy.span_min.count() < 0) return fail(ErrorKind::invalid_argument, "a span cannot be negative");
    for (const auto& [role, file] : {std::pair{"model", options.model_file},
                                     {"projector", options.projector_file},
                                     {"prompt", options.prompt_file}}) {
        if (auto added = add_file(settings, role, file); !added) return fail(std::move(added.error()));
    }
    if (auto added = add_images(settings, options.images); !added) return fail(std::move(added.error()));
    if (auto usable = check_cpus(options.cpus); !usable) return fail(std::move(usable.error()));
    return settings;
}

Result<RunStart> start_fresh(const RunOptions& options, const RunObserver& observer, const SessionMachine& machine) {
    auto settings = settings_of(options);
    if (!settings) return fail(std::move(settings.error()));
    RunStart start;
    start.project = find_project(fs::current_path());
    auto found = discover_for(start.project, options.paths, options.patterns, options, observer, machine);
    if (!found) return fail(std::move(found.error()));

    PlanRequest request{options.patterns, options.parameters, settings->user_checkpoint, !options.images.empty(), {},
                        options.seed};
    request.user_projector = settings->files.contains("projector");
    for (const DiscoveryProblem& problem : found->problems) request.failed_names.push_back(problem.benchmark);
    auto plan = compute_plan(found->benchmarks, request);
    if (!plan) {
        add_unreached(plan.error(), *found);
        if (!found->problems.empty()) plan.error().remedy += "; " + found->problems.front().error.message;
        return fail(std::move(plan.error()));
    }
    if (plan->cases.empty() && found->problems.empty()) {
        return fail(ErrorKind::not_found, "there is no benchmark here",
                    "put benchmark_* files into benchmarks/ or src/models/<model>/benchmarks/, or name a folder with "
                    "--path");
    }
    std::error_code error;
    start.header.settings = *std::move(settings);
    start.header.command = options.command;
    start.header.cases = journal_cases(*plan, found->benchmarks);
    start.header.problems = std::move(found->problems);
    for (const fs::path& path : options.paths) start.header.paths.push_back(fs::absolute(path, error));
    if (!options.results_dir.empty()) start.header.results_dir = fs::absolute(options.results_dir, error);
    start.header.profile = machine.profile();
    start.header.version = start.header.profile.build.version;
    start.header.subject = read_subject(start.project.root, start.header.profile.build, machine.launcher);
    start.header.run = make_run_id(machine.clock);
    start.header.timestamp = format_utc(machine.clock.wall_now());
    start.benchmarks = std::move(found->benchmarks);
    start.plan = *std::move(plan);
    return start;
}

Result<void> check_resumable(const JournalHeader& header, const SystemProfile& profile, const Subject& subject) {
    const auto differs = [&](const char* what, const std::string& then, const std::string& now) {
        return fail(ErrorKind::mismatch,
                    fmt::format("the run {} cannot go on: its {} is {}, now it is {}", header.run, what, then, now),
                    "start a new run; what was measured stays in its folder");
    };
    if (header.version != profile.build.version) return differs("version", header.version, profile.build.version);
    if (header.profile.fingerprint != profile.fingerprint) {
        return differs("machine", header.profile.fingerprint, profile.fingerprint);
    }
    if (header.subject.commit != subject.commit) return differs("commit", header.subject.commit, subject.commit);
    if (header.subject.flags != subject.flags) return differs("build", header.subject.flags, subject.flags);
    return {};
}

Result<RunStart> start_again(const RunOptions& options, const RunObserver& observer, const SessionMachine& machine) {
    RunStart start;
    start.project = find_project(fs::current_path());
    start.resumed_folder = find_run(start.project, options);
    auto text = read_file(start.resumed_folder / kJournalName);
    if (!text) {
        return fail(ErrorKind::not_found,
                    fmt::format("there is no run {} to go on with: {}", options.resume, text.error().message),
                    "give a run's name or its folder");
    }
    auto content = parse_journal(*text);
    if (!content) return fail(std::move(content.error()));
    start.resumed = *std::move(content);
    start.header = start.resumed.header;
    const SystemProfile profile = machine.profile();
    const Subject subject = read_subject(start.project.root, profile.build, machine.launcher);
    if (auto same = check_resumable(start.header, profile, subject); !same) return fail(std::move(same.error()));
    auto states = replay_journal(start.resumed);
    if (!states) return fail(std::move(states.error()));
    start.states = *std::move(states);

    std::vector<std::string> names;
    for (const JournalCase& planned : start.header.cases) names.push_back(planned.id.benchmark);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (!names.empty()) {
        auto found = discover_for(start.project, start.header.paths, std::move(names), options, observer, machine);
        if (!found) return fail(std::move(found.error()));
        start.benchmarks = std::move(found->benchmarks);
    }
    auto plan = plan_again(start.header, start.benchmarks);
    if (!plan) return fail(std::move(plan.error()));
    start.plan = *std::move(plan);
    if (!options.results_dir.empty()) start.header.results_dir = options.results_dir;
    return start;
}

}  // namespace inference_pio
