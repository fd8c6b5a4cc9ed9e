// Runs as files that travel: run folders, results files, and packs: one file of several whole runs with their tags
// and acceptances, that a CI job keeps as an artifact or in its cache.
//
// A pack is text, one JSON object a line: first {"schema": "inference-pio/history/1", "runs": n}, then
// {"run": <run.json>, "records": [<results.json>], "tags": […]} for each run, then {"acceptance": {…}} for each. It
// appears whole or not at all.
//
// Thread safety: free functions on different files are independent.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "history/store.hpp"

namespace inference_pio {

struct PackedRun {
    Run run;
    std::vector<std::string> tags;
    std::filesystem::path folder;  // that it was read from; empty: a pack
};

struct RunPack {
    std::vector<PackedRun> runs;
    std::vector<Acceptance> acceptances;
};

// A run's folder, its run.json or results.json (a results.json without a run.json beside it is taken apart by the
// records' `run`: a whole run for each), a pack, or a result file of another tool (docs/importing.md): what it is goes
// by its content. Errors: not_found, malformed (naming file, line and field; of no known format), mismatch.
[[nodiscard]] Result<RunPack> read_runs(const std::filesystem::path& path);

[[nodiscard]] Result<void> write_pack(const std::filesystem::path& file, const RunPack& pack);

struct ImportOutcome {
    std::size_t added = 0;
    std::size_t known = 0;  // that the store had already
    std::vector<std::filesystem::path> files;  // plain files that were written
};

// Puts runs into the store, and their plain files into `results_root`/<id>/ where they are not there yet, so that the
// store can be rebuilt. Errors: io.
[[nodiscard]] Result<ImportOutcome> import_runs(HistoryStore& store, const RunPack& pack,
                                                const std::filesystem::path& results_root);

// A pack of runs that are in the store, read from their plain files. Errors: not_found, naming a run whose files are
// gone; malformed.
[[nodiscard]] Result<RunPack> make_pack(HistoryStore& store, const std::vector<StoredRun>& runs);

struct RebuildOutcome {
    std::size_t runs = 0;
    std::vector<Error> unreadable;  // run folders that could not be read, and were left out
};

// Writes a store anew from all run folders below `results_root`, keeping tags and acceptances of the old one where that
// can still be read; then takes its place. Errors: io.
[[nodiscard]] Result<RebuildOutcome> rebuild_store(const std::filesystem::path& results_root);

}  // namespace inference_pio
