// A stored run by what people call it: a run's id or its beginning, a tag, the beginning of a commit, "latest", or a
// path: a run's folder, its results file, a pack that holds one run.
//
// Thread safety: as the store's.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>

#include "history/store.hpp"

namespace inference_pio {

// Whether the name is that of a file or folder that is there.
[[nodiscard]] bool is_run_path(const std::string& name);

// The one run of a file or folder. Errors: those of read_runs(); invalid_argument where it holds several.
[[nodiscard]] Result<Run> read_run_at(const std::filesystem::path& path);

// The run from its plain files, since its samples tell whether the processes of a build agree; where these are gone or
// broken, from the store, which is enough to compare it (HistoryStore::load_run()). Errors: not_found.
[[nodiscard]] Result<Run> load_comparable_run(HistoryStore& store, const StoredRun& found);
[[nodiscard]] Result<Run> load_run_named(HistoryStore& store, const std::string& name);

// All of the run, from its plain files. Where these are gone, what the store holds, with a warning that says what is
// missing. Errors: not_found; malformed, naming the file.
[[nodiscard]] Result<Run> read_whole_run_named(HistoryStore& store, const std::string& name);

}  // namespace inference_pio
