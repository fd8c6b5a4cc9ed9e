#include "history/store_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <system_error>
#include <thread>

#include "common/files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 30'000;

// SQLite's own pragmas: what is committed survives a power cut, 64 MiB of pages are kept at most, and the log is cut
// back after an import has made it long.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA journal_size_limit = 67108864;";

Result<void> check_place(const fs::path& file) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) {
        return fail(ErrorKind::io, fmt::format("{} is a folder, where the store of runs should be", file.string()),
                    "move it away, then: piobench history rebuild");
    }
    if (!file.has_parent_path()) return {};
    if (auto made = make_folders(file.parent_path()); !made) {
        return fail(ErrorKind::io, fmt::format("cannot open {}: {}", file.string(), made.error().message),
                    "choose another folder with --results-dir");
    }
    return {};
}

}  // namespace

StoreConnection::StoreConnection(const fs::path& file)
    : file_(file), database_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs) {
    database_.exec(kSettings);
}

Result<std::unique_ptr<StoreConnection>> StoreConnection::open(const fs::path& file,
                                                               std::span<const Migration> migrations) {
    if (auto checked = check_place(file); !checked) return fail(std::move(checked).error());
    try {
        std::unique_ptr<StoreConnection> store(new StoreConnection(file));
        // First, so that a database which is none of ours stays exactly as it is.
        if (auto current = bring_up_to_date(store->database_, migrations); !current) {
            return fail(std::move(current).error());
        }
        store->set_journal_mode();
        return store;
    } catch (const SQLite::Exception& exception) {
        return fail(store_error(file, "open", exception));
    }
}

// SQLite does not wait for others with this one change, so we do. It is kept in the file: done once.
void StoreConnection::set_journal_mode() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyTimeoutMs);
    for (;;) {
        try {
            if (database_.execAndGet("PRAGMA journal_mode").getString() == "wal") return;
            database_.exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception& exception) {
            const bool busy = (exception.getErrorCode() & 0xff) == SQLITE_BUSY;
            if (!busy || std::chrono::steady_clock::now() > until) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void StoreConnection::forget_what_others_changed() {
    StoreQuery query(*this, "PRAGMA data_version");
    const int version = query.next() ? static_cast<int>(query.integer(0)) : 0;
    if (version != data_version_) known_.clear();
    data_version_ = version;
}

Result<void> StoreConnection::attach(const fs::path& other, const std::string& name) {
    try {
        SQLite::Statement statement(database_, "ATTACH ?1 AS " + name);
        statement.bind(1, other.string());
        statement.exec();
        return {};
    } catch (const SQLite::Exception& exception) {
        return fail(store_error(other, "open", exception));
    }
}

SQLite::Statement& StoreConnection::prepared(std::string_view sql) {
    const auto known = prepared_.find(sql);
    if (known != prepared_.end()) return known->second;
    return prepared_.try_emplace(sql, database_, std::string(sql)).first->second;
}

}  // namespace inference_pio
