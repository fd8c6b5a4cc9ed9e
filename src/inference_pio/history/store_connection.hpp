// An open store: the database, its prepared statements, and what was looked up in it before.
//
// SQLite's exceptions end here: read() and write() turn them into errors that name the file.
//
// Thread safety: a connection belongs to one thread, and must not be carried over a fork.
#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "history/store_errors.hpp"
#include "history/store_schema.hpp"

namespace inference_pio {

// Where a record's description and its series stand.
struct DescriptionId {
    std::int64_t description = 0;
    std::int64_t series = 0;
};

class StoreConnection {
public:
    // Opens or creates the file, and its folder. Errors: io, malformed, mismatch, timed_out.
    [[nodiscard]] static Result<std::unique_ptr<StoreConnection>> open(
        const std::filesystem::path& file, std::span<const Migration> migrations = store_migrations());

    StoreConnection(const StoreConnection&) = delete;
    StoreConnection& operator=(const StoreConnection&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    // Runs `body() -> Result<T>` in one transaction that sees one state of the store. `action`: what a person reads,
    // "read the runs of".
    template <class Body>
    [[nodiscard]] auto read(std::string_view action, Body&& body) {
        return transact(SQLite::TransactionBehavior::DEFERRED, action, body);
    }

    // As read(), with the store to itself; what an error came out of is taken back.
    template <class Body>
    [[nodiscard]] auto write(std::string_view action, Body&& body) {
        return transact(SQLite::TransactionBehavior::IMMEDIATE, action, body);
    }

    // The statement of `sql`, a literal, prepared when it is used first.
    [[nodiscard]] SQLite::Statement& prepared(std::string_view sql);

    // Runs statements that are used once. Throws SQLite::Exception.
    void execute(const std::string& statements) { database_.exec(statements); }

    // Makes another store's tables readable as `name`.run and so on. Errors: as open().
    [[nodiscard]] Result<void> attach(const std::filesystem::path& other, const std::string& name);

    // By description_key(). What is known here is in the store: forgotten where another process has written since.
    [[nodiscard]] std::unordered_map<std::string, DescriptionId>& known_descriptions() { return known_; }

    [[nodiscard]] std::int64_t last_row() const { return database_.getLastInsertRowid(); }
    [[nodiscard]] int changes() const { return database_.getChanges(); }

private:
    explicit StoreConnection(const std::filesystem::path& file);
    void set_journal_mode();
    void forget_what_others_changed();

    template <class Body>
    auto transact(SQLite::TransactionBehavior behaviour, std::string_view action, Body& body)
        -> std::invoke_result_t<Body&> {
        try {
            SQLite::Transaction transaction(database_, behaviour);
            forget_what_others_changed();
            auto done = body();
            if (done) {
                transaction.commit();
            } else {
                known_.clear();
            }
            return done;
        } catch (const SQLite::Exception& exception) {
            known_.clear();
            return fail(store_error(file_, action, exception));
        }
    }

    std::filesystem::path file_;
    SQLite::Database database_;
    std::unordered_map<std::string_view, SQLite::Statement> prepared_;  // after the database: destroyed before it
    std::unordered_map<std::string, DescriptionId> known_;
    int data_version_ = 0;
};

// One execution of a prepared statement, which is ready for the next when this goes away. No two at a time of one
// statement.
//
//     StoreQuery query(store, "SELECT name FROM tag WHERE run = ?1");
//     for (query.bind(run); query.next();) names.push_back(query.text(0));
class StoreQuery {
public:
    StoreQuery(StoreConnection& store, std::string_view sql) : statement_(store.prepared(sql)) {}
    ~StoreQuery() { statement_.tryReset(); }
    StoreQuery(const StoreQuery&) = delete;
    StoreQuery& operator=(const StoreQuery&) = delete;

    // All parameters of the statement, in their order: whole numbers, doubles, texts, or optional ones of these.
    template <class... Values>
    StoreQuery& bind(const Values&... values) {
        statement_.tryReset();
        [[maybe_unused]] int index = 0;
        (bind_one(++index, values), ...);
        return *this;
    }

    // To the next row; false: there is none.
    [[nodiscard]] bool next() { return statement_.executeStep(); }
    void run() {
        while (statement_.executeStep()) {
        }
    }

    // Columns of the row, from 0.
    [[nodiscard]] std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
    [[nodiscard]] double real(int column) const { return statement_.getColumn(column).getDouble(); }
    [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] bool is_null(int column) const { return statement_.isColumnNull(column); }
    [[nodiscard]] std::optional<double> real_or_none(int column) const {
        return is_null(column) ? std::nullopt : std::optional(real(column));
    }
    [[nodiscard]] std::optional<std::string> text_or_none(int column) const {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }

private:
    void bind_one(int index, const std::string& text) { statement_.bind(index, text); }
    void bind_one(int index, std::string_view text) { statement_.bind(index, std::string(text)); }
    void bind_one(int index, const char* text) { statement_.bind(index, text); }
    void bind_one(int index, double number) { statement_.bind(index, number); }
    template <class T>
    requires std::is_integral_v<T>
    void bind_one(int index, T number) { statement_.bind(index, static_cast<std::int64_t>(number)); }
    template <class T>
    void bind_one(int index, const std::optional<T>& value) {
        if (value) {
            bind_one(index, *value);
        } else {
            statement_.bind(index);
        }
    }

    SQLite::Statement& statement_;
};

}  // namespace inference_pio
