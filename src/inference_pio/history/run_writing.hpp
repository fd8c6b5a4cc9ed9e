// Puts runs into an open store.
//
// Thread safety: as the connection.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>

#include "history/store_connection.hpp"

namespace inference_pio {

// False: a run of this id is there, and stays as it is. To be called inside of StoreConnection::write(); throws
// SQLite::Exception, as everything inside does. Errors: invalid_argument for a run without an id.
[[nodiscard]] Result<bool> write_run(StoreConnection& store, const Run& run, const std::filesystem::path& folder);

// How the store keeps a folder, and back: relative to the store's own where it lies below that.
[[nodiscard]] std::string folder_text(const StoreConnection& store, const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path folder_from_text(const StoreConnection& store, const std::string& text);

}  // namespace inference_pio
