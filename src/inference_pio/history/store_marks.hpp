// What people said about runs: tags and acceptances. They stand in no plain file but packs, so they are carried over
// when a store is rebuilt.
//
// Thread safety: as the connection. To be called inside of StoreConnection::read() or write(); all of it throws
// SQLite::Exception.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/store.hpp"
#include "history/store_connection.hpp"

namespace inference_pio {

struct RunTag {
    std::string name;
    std::string run;  // id
    bool operator==(const RunTag&) const = default;
};

// Moves the tag where it is there already.
void write_tag(StoreConnection& store, const std::string& tag, std::int64_t run_row);
[[nodiscard]] std::vector<RunTag> read_tags(StoreConnection& store);  // by name

// Nothing where the same stands there already.
void write_acceptance(StoreConnection& store, const Acceptance& acceptance);
[[nodiscard]] std::vector<Acceptance> read_acceptances(StoreConnection& store);  // as they were added

}  // namespace inference_pio
