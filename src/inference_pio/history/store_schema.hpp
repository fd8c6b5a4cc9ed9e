// The tables of the store, and how an older store becomes one of today.
//
// Thread safety: the list is immutable; a database belongs to one thread.
#pragma once

#include <inference_pio/result.hpp>
#include <span>

namespace SQLite {
class Database;
}

namespace inference_pio {

// Marks an SQLite file as a store of ours: "PIOB".
inline constexpr int kStoreApplicationId = 0x50494f42;

// One step from the version before to `version`. A step that was released is never changed: newer versions append one.
struct Migration {
    int version = 1;                   // 1, 2, 3, …
    const char* statements = nullptr;  // SQL
};

[[nodiscard]] std::span<const Migration> store_migrations();

// Creates the tables of an empty database, or applies the steps that it lacks, all in one transaction. Errors: mismatch
// for a database of a newer version or of another program. Throws SQLite::Exception. Either leaves the database as it
// was.
[[nodiscard]] Result<void> bring_up_to_date(SQLite::Database& database, std::span<const Migration> migrations);

}  // namespace inference_pio
