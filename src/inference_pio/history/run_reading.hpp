// Reads runs of an open store.
//
// Thread safety: as the connection. To be called inside of StoreConnection::read() or write(); all of it throws
// SQLite::Exception.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "history/store.hpp"
#include "history/store_connection.hpp"

namespace inference_pio {

// The contracts are those of HistoryStore (history/store.hpp).
[[nodiscard]] Result<std::vector<StoredRun>> read_runs_of(StoreConnection& store, const RunFilter& filter);
[[nodiscard]] Result<StoredRun> read_run_named(StoreConnection& store, std::string_view name);
[[nodiscard]] Result<Run> read_whole_run(StoreConnection& store, const std::string& id);

// The row of the run. Errors: not_found.
[[nodiscard]] Result<std::int64_t> find_run_row(StoreConnection& store, const std::string& id);

}  // namespace inference_pio
