// Reads series of an open store.
//
// Thread safety: as the connection. To be called inside of StoreConnection::read(); all of it throws SQLite::Exception.
#pragma once

#include <cstdint>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/store.hpp"
#include "history/store_connection.hpp"

namespace inference_pio {

// The contracts are those of HistoryStore (history/store.hpp).
[[nodiscard]] Result<std::vector<StoredSeries>> read_series(StoreConnection& store, std::string_view fingerprint,
                                                            std::string_view case_pattern,
                                                            std::string_view metric_pattern);
[[nodiscard]] Result<std::vector<SeriesValue>> read_series_values(StoreConnection& store, std::int64_t series,
                                                                  std::string_view fingerprint,
                                                                  std::string_view branch);
[[nodiscard]] Result<std::optional<std::int64_t>> find_series_of(StoreConnection& store, const Record& record);
[[nodiscard]] Result<std::map<std::int64_t, std::vector<double>>> read_recent_values(StoreConnection& store,
                                                                                     const std::string& run,
                                                                                     std::string_view branch,
                                                                                     std::size_t newest);
[[nodiscard]] Result<std::int64_t> count_shared_series(StoreConnection& store, const std::string& run,
                                                       const std::string& other);

}  // namespace inference_pio
