#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "common/file_lock.hpp"
#include "history/plain_runs.hpp"
#include "history/run_pack.hpp"
#include "history/run_writing.hpp"
#include "history/store_connection.hpp"
#include "history/store_replacement.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRunsInOneTransaction = 20;

// Folders that hold a run, by name: the oldest first.
Result<std::vector<fs::path>> find_run_folders(const fs::path& results_root) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(results_root, error), end; !error && entry != end; entry.increment(error)) {
        if (holds_a_run(entry->path())) folders.push_back(entry->path());
    }
    if (error) {
        return fail(ErrorKind::io, fmt::format("cannot list {}: {}", results_root.string(), error.message()),
                    "check the path, or name another folder with --results-dir");
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

// The runs of some folders, to be written together.
std::vector<PackedRun> read_folders(const std::vector<fs::path>& folders, std::size_t begin, std::size_t end,
                                    std::vector<Error>& unreadable) {
    std::vector<PackedRun> runs;
    for (std::size_t i = begin; i < end; ++i) {
        auto read = read_runs(folders[i]);
        if (!read) {
            unreadable.push_back(std::move(read).error());
            continue;
        }
        for (PackedRun& run : read->runs) {
            run.folder = folders[i];
            runs.push_back(std::move(run));
        }
    }
    return runs;
}

Result<void> write_anew(const fs::path& fresh, const std::vector<fs::path>& folders, RebuildOutcome& outcome) {
    const auto store = StoreConnection::open(fresh);
    if (!store) return fail(store.error());
    for (std::size_t begin = 0; begin < folders.size(); begin += kRunsInOneTransaction) {
        const std::size_t end = std::min(folders.size(), begin + kRunsInOneTransaction);
        const auto runs = read_folders(folders, begin, end, outcome.unreadable);
        auto written = (*store)->write("write", [&]() -> Result<void> {
            for (const PackedRun& packed : runs) {
                const auto added = write_run(**store, packed.run, packed.folder);
                if (!added) return fail(added.error());
                if (*added) {
                    ++outcome.runs;
                } else {
                    outcome.unreadable.push_back(
                        {ErrorKind::mismatch,
                         fmt::format("{} holds run {} once more", packed.folder.string(), packed.run.id),
                         "remove one of the two folders"});
                }
            }
            return {};
        });
        if (!written) return written;
    }
    return {};
}

}  // namespace

Result<RebuildOutcome> rebuild_store(const fs::path& results_root) {
    const fs::path place = results_root / kStoreName;
    std::error_code ignored;
    if (fs::is_directory(place, ignored)) {
        return fail(ErrorKind::io, fmt::format("{} is a folder, where the store of runs should be", place.string()),
                    "move it away, and try again");
    }
    const auto folders = find_run_folders(results_root);
    if (!folders) return fail(folders.error());
    // One at a time: the new store has a name of its own until it is whole.
    const auto lock = FileLock::acquire(results_root / ".history.rebuild.lock", {});
    if (!lock) return fail(lock.error());
    const fs::path fresh = results_root / ".history.rebuild.sqlite";
    if (auto removed = remove_store(fresh); !removed) return fail(std::move(removed).error());
    RebuildOutcome outcome;
    auto done = write_anew(fresh, *folders, outcome);
    if (done) done = replace_store(fresh, place, outcome.unreadable);
    auto cleaned = remove_store(fresh);
    if (!done) return fail(std::move(done).error());
    if (!cleaned) return fail(std::move(cleaned).error());
    return outcome;
}

}  // namespace inference_pio
