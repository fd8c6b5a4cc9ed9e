#include "history/run_pack.hpp"

#include <fmt/format.h>

#include <chrono>
#include <system_error>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "history/pack_text.hpp"
#include "history/plain_runs.hpp"
#include "history/run_names.hpp"
#include "importers/importer.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

Result<RunPack> read_whole_folder(const fs::path& folder) {
    auto run = read_plain_run(folder);
    if (!run) return fail(std::move(run).error());
    RunPack pack;
    pack.runs.push_back({*std::move(run), {}, folder});
    return pack;
}

// When the file was last changed: the time of results that have none of their own.
std::string modified_at(const fs::path& file) {
    std::error_code ignored;
    const auto written = fs::last_write_time(file, ignored);
    const auto time = std::chrono::file_clock::to_sys(ignored ? fs::file_time_type{} : written);
    return format_utc(std::chrono::floor<std::chrono::milliseconds>(time));
}

// Records of ours, and not an array of another tool's.
bool holds_records(const Json& json) {
    if (!json.is_array()) return false;
    return json.empty() ||
           (json.front().is_object() && json.front().contains("benchmark") && json.front().contains("metric"));
}

// Records without a run.json, or what another tool measured.
Result<RunPack> read_records_alone(const fs::path& file, std::string_view text) {
    const auto json = parse_json(text);
    auto runs = json && holds_records(*json) ? runs_of_records(*json) : read_foreign_runs(text, modified_at(file));
    if (!runs) return fail(in_file(file, std::move(runs).error()));
    RunPack pack;
    for (Run& run : *runs) pack.runs.push_back({std::move(run), {}, {}});
    return pack;
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

Result<RunPack> read_folder(const fs::path& folder) {
    if (is_file(folder / kRunFile)) return read_whole_folder(folder);
    const fs::path results = folder / kResultsFile;
    if (!is_file(results)) {
        return fail(ErrorKind::not_found, fmt::format("there is no {} in {}", kRunFile, folder.string()),
                    "name the folder of one run");
    }
    const auto text = read_file(results);
    if (!text) return fail(text.error());
    return read_records_alone(results, *text);
}

}  // namespace

Result<RunPack> read_runs(const fs::path& path) {
    if (is_folder(path)) return read_folder(path);
    const fs::path name = path.filename();
    if (name == kRunFile || (name == kResultsFile && is_file(path.parent_path() / kRunFile))) {
        if (!is_file(path)) {
            return fail(ErrorKind::not_found, fmt::format("{} is not there", path.string()), "check the path");
        }
        return read_whole_folder(path.parent_path());
    }
    const auto text = read_file(path);
    if (!text) return fail(text.error());
    if (!begins_as_pack(*text)) return read_records_alone(path, *text);
    auto pack = parse_pack(*text);
    if (!pack) return fail(in_file(path, std::move(pack).error()));
    return pack;
}

Result<void> write_pack(const fs::path& file, const RunPack& pack) {
    if (auto made = make_folders(file.parent_path().empty() ? "." : file.parent_path()); !made) return made;
    return write_file_whole(file, format_pack(pack));
}

Result<ImportOutcome> import_runs(HistoryStore& store, const RunPack& pack, const fs::path& results_root) {
    ImportOutcome outcome;
    for (const PackedRun& packed : pack.runs) {
        if (auto checked = check_run_id(packed.run.id); !checked) return fail(std::move(checked).error());
        const fs::path folder = results_root / packed.run.id;
        // The plain files come first: the store can be rebuilt from them, they cannot be rebuilt from it.
        auto written = write_plain_run(packed.run, folder);
        if (!written) return fail(std::move(written).error());
        outcome.files.insert(outcome.files.end(), written->begin(), written->end());
        const auto added = store.add_run(packed.run, folder);
        if (!added) return fail(added.error());
        ++(*added ? outcome.added : outcome.known);
        for (const std::string& tag : packed.tags) {
            if (auto tagged = store.tag_run(packed.run.id, tag); !tagged) return fail(std::move(tagged).error());
        }
    }
    for (const Acceptance& acceptance : pack.acceptances) {
        if (auto accepted = store.accept(acceptance); !accepted) return fail(std::move(accepted).error());
    }
    return outcome;
}

Result<RunPack> make_pack(HistoryStore& store, const std::vector<StoredRun>& runs) {
    RunPack pack;
    for (const StoredRun& stored : runs) {
        if (stored.folder.empty() || !holds_a_run(stored.folder)) {
            const std::string where = stored.folder.empty() ? "where they were is not known"
                                                            : fmt::format("they were in {}", stored.folder.string());
            return fail(ErrorKind::not_found, fmt::format("the files of run {} are gone: {}", stored.id, where),
                        "put them back, or leave the run out");
        }
        auto run = read_plain_run(stored.folder);
        if (!run) return fail(std::move(run).error());
        if (run->id != stored.id) {
            return fail(ErrorKind::malformed,
                        fmt::format("{} holds run {}, not {}", stored.folder.string(), run->id, stored.id),
                        "piobench history rebuild finds out where each run lies");
        }
        pack.runs.push_back({*std::move(run), stored.tags, stored.folder});
    }
    auto acceptances = store.acceptances();
    if (!acceptances) return fail(std::move(acceptances).error());
    pack.acceptances = *std::move(acceptances);
    return pack;
}

}  // namespace inference_pio
