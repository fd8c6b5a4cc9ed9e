#include "session/revision_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "common/digest.hpp"
#include "common/file_lock.hpp"
#include "common/files.hpp"
#include "discovery/printable_text.hpp"
#include "discovery/worker_channel.hpp"
#include "reporting/quantity_text.hpp"
#include "session/git_worktree.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kBuildLimit{7200};
constexpr Seconds kLookEvery{0.5};
constexpr Seconds kSayNewsEvery{10};
constexpr Seconds kSayAnythingEvery{60};
constexpr Nanoseconds kLockPause = std::chrono::milliseconds(200);
constexpr std::streamoff kTailBytes = 16 << 10;

// Where everything of one commit lies.
struct Shelf {
    fs::path folder;
    std::string commit;
    std::string name;   // for people: "3f9a1c2 (v1.2)"
    fs::path project;   // the project's folder in the working tree
    fs::path build;     // what the build command leaves
    std::string stamp;  // of the build that is wanted

    [[nodiscard]] fs::path tree() const { return folder / "tree"; }
    [[nodiscard]] fs::path log() const { return folder / "build.log"; }
    [[nodiscard]] fs::path built() const { return folder / "built"; }
    [[nodiscard]] fs::path used() const { return folder / "used"; }
};

fs::path home_of(const RevisionRequest& request, const Repository& repository) {
    const std::string digest = digest_of(repository.common.string());
    return fs::absolute(request.cache) / "revisions" / digest.substr(digest.find(':') + 1, 12);
}

Shelf shelf_of(const RevisionRequest& request, const Repository& repository, const std::string& commit) {
    Shelf shelf;
    shelf.folder = home_of(request, repository) / commit;
    shelf.commit = commit;
    const std::string brief = commit.substr(0, 9);
    shelf.name =
        commit.starts_with(request.revision) ? brief : fmt::format("{} ({})", brief, printable_text(request.revision));
    shelf.project = (shelf.tree() / repository.prefix).lexically_normal();
    shelf.build = (shelf.project / request.settings.build_folder).lexically_normal();
    shelf.stamp = fmt::format("{}\n{}\n", request.settings.build, shelf.build.string());
    return shelf;
}

bool stop_requested(const SessionMachine& machine) {
    return machine.cancellation != nullptr && machine.cancellation->requested();
}

// FileLock::acquire() waits in the kernel, where Ctrl-C does not reach it.
Result<FileLock> take_lock(const fs::path& file, const StepLine& step, const SessionMachine& machine) {
    for (bool told = false;; told = true) {
        auto lock = FileLock::try_acquire(file);
        if (!lock) return fail(std::move(lock.error()));
        if (*lock) return *std::move(*lock);
        if (!told && step) step("another piobench builds revisions of this repository: waiting for its end");
        if (stop_requested(machine)) {
            return fail(ErrorKind::cancelled, "interrupted while waiting for another piobench that builds");
        }
        machine.clock.sleep_for(kLockPause);
    }
}

std::string read_tail(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    const std::streamoff size = stream.tellg();
    if (size <= 0) return {};
    const std::streamoff kept = std::min(size, kTailBytes);
    stream.seekg(size - kept);
    std::string text(static_cast<std::size_t>(kept), '\0');
    stream.read(text.data(), kept);
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

// Tells now and then what a build does: its last line where it is a new one, else that it goes on.
class BuildTeller {
public:
    BuildTeller(const Shelf& shelf, const StepLine& step) : shelf_(shelf), step_(step) {}

    void look(Seconds elapsed) {
        if (!step_ || elapsed - said_at_ < kSayNewsEvery) return;
        std::string line = output_tail(read_tail(shelf_.log()), 1);
        if (line == said_ && elapsed - said_at_ < kSayAnythingEvery) return;
        step_(fmt::format("building {} for {}{}{}", shelf_.name, format_duration(elapsed), line.empty() ? "" : ": ",
                          line));
        said_at_ = elapsed;
        said_ = std::move(line);
    }

private:
    const Shelf& shelf_;
    const StepLine& step_;
    Seconds said_at_{};
    std::string said_;
};

Result<ExitStatus> run_build(const Shelf& shelf, const std::string& command, const StepLine& step,
                             const SessionMachine& machine) {
    LaunchSpec spec;
    spec.argv =
        outside_of_hooks({"sh", "-c", R"(exec sh -c "$1" >"$2" 2>&1 </dev/null)", "sh", command, shelf.log().string()});
    spec.directory = shelf.project;
    spec.sacrificed_first = false;
    auto child = machine.launcher.launch(spec, machine.cancellation);
    if (!child) return fail(std::move(child.error()));
    BuildTeller teller(shelf, step);
    for (Seconds waited{0}; waited < kBuildLimit; waited += kLookEvery) {
        auto status = (*child)->wait(kLookEvery);
        if (status) return status;
        if (status.error().kind == ErrorKind::cancelled) {
            return fail(ErrorKind::cancelled, fmt::format("interrupted while building {}", shelf.name));
        }
        if (status.error().kind != ErrorKind::timed_out) return status;
        teller.look(waited + kLookEvery);
    }
    (*child)->kill();
    return fail(ErrorKind::timed_out,
                fmt::format("building {} took longer than {}", shelf.name, format_duration(kBuildLimit)),
                fmt::format("its log is {}", shelf.log().string()));
}

Result<void> build(const Shelf& shelf, const DuetSettings& settings, const StepLine& step,
                   const SessionMachine& machine) {
    std::error_code error;
    if (!fs::is_directory(shelf.project, error)) {
        return fail(ErrorKind::not_found, fmt::format("{} does not have this project yet: there is no {}", shelf.name,
                                                      shelf.project.string()));
    }
    if (step) step(fmt::format("building {}: {} (log in {})", shelf.name, settings.build, shelf.log().string()));
    fs::remove(shelf.built(), error);
    const auto status = run_build(shelf, settings.build, step, machine);
    if (!status) return fail(status.error());
    if (status->code != 0) {
        const std::string tail = output_tail(read_tail(shelf.log()), 5);
        return fail(ErrorKind::malformed,
                    fmt::format("{} cannot be built: '{}' {}{}{}", shelf.name, settings.build, describe_exit(*status),
                                tail.empty() ? "" : ": ", tail),
                    fmt::format("its whole log is {}; the command is duet.build in {}", shelf.log().string(),
                                kConfigurationName));
    }
    if (!fs::is_directory(shelf.build, error)) {
        return fail(
            ErrorKind::not_found,
            fmt::format("'{}' built {}, but left no folder {}", settings.build, shelf.name, settings.build_folder),
            fmt::format("set duet.build_folder in {}", kConfigurationName));
    }
    return write_file_whole(shelf.built(), shelf.stamp);
}

// A tree without the mark of a whole one was left by somebody who was stopped.
Result<void> check_out(const RevisionRequest& request, const Shelf& shelf, const StepLine& step,
                       const SessionMachine& machine) {
    std::error_code error;
    if (fs::exists(shelf.used(), error) && fs::is_directory(shelf.tree(), error)) return {};
    if (fs::exists(shelf.tree(), error)) remove_worktree(request.project, shelf.tree(), machine);
    fs::remove_all(shelf.folder, error);
    if (auto made = make_folders(shelf.folder); !made) return made;
    if (step) step(fmt::format("checking out {}", shelf.name));
    if (auto added = add_worktree(request.project, shelf.commit, shelf.tree(), machine); !added) return added;
    return write_file_whole(shelf.used(), {});
}

void touch(const fs::path& file) {
    std::error_code error;
    fs::last_write_time(file, fs::file_time_type::clock::now(), error);
}

bool is_commit_name(const std::string& name) {
    return (name.size() == 40 || name.size() == 64) && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void remove_old_ones(const RevisionRequest& request, const fs::path& home, const SessionMachine& machine) {
    std::vector<std::pair<fs::file_time_type, fs::path>> shelves;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(home, error)) {
        if (!is_commit_name(entry.path().filename().string())) continue;
        std::error_code unknown;
        const auto used = fs::last_write_time(entry.path() / "used", unknown);
        shelves.emplace_back(unknown ? fs::file_time_type::min() : used, entry.path());
    }
    std::sort(shelves.rbegin(), shelves.rend());
    const auto rested =
        fs::file_time_type::clock::now() - std::chrono::duration_cast<fs::file_time_type::duration>(kRevisionRest);
    for (std::size_t i = kRevisionsKept; i < shelves.size(); ++i) {
        const auto& [used, folder] = shelves[i];
        if (used >= rested || stop_requested(machine)) continue;
        remove_worktree(request.project, folder / "tree", machine);
        fs::remove_all(folder, error);
    }
}

}  // namespace

Result<fs::path> build_revision(const RevisionRequest& request, const StepLine& step, const SessionMachine& machine) {
    const auto repository = read_repository(request.project, machine);
    if (!repository) return fail(repository.error());
    const auto commit = resolve_revision(request.project, request.revision, machine);
    if (!commit) return fail(commit.error());
    const Shelf shelf = shelf_of(request, *repository, *commit);
    const fs::path home = home_of(request, *repository);
    if (auto made = make_folders(home); !made) return fail(std::move(made.error()));
    const auto lock = take_lock(home / "lock", step, machine);
    if (!lock) return fail(lock.error());

    if (auto whole = check_out(request, shelf, step, machine); !whole) return fail(std::move(whole.error()));
    touch(shelf.used());
    std::error_code error;
    if (try_read_file(shelf.built()) != shelf.stamp || !fs::is_directory(shelf.build, error)) {
        if (auto built = build(shelf, request.settings, step, machine); !built) return fail(std::move(built.error()));
        touch(shelf.used());
    }
    remove_old_ones(request, home, machine);
    return shelf.build;
}

}  // namespace inference_pio
