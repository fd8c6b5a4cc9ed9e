#include "history/store.hpp"

#include <algorithm>

#include "history/run_names.hpp"
#include "history/run_reading.hpp"
#include "history/run_writing.hpp"
#include "history/series_reading.hpp"
#include "history/store_connection.hpp"
#include "history/store_marks.hpp"

namespace inference_pio {

struct HistoryStore::Database {
    std::unique_ptr<StoreConnection> connection;
};

HistoryStore::HistoryStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
HistoryStore::HistoryStore(HistoryStore&&) noexcept = default;
HistoryStore& HistoryStore::operator=(HistoryStore&&) noexcept = default;
HistoryStore::~HistoryStore() = default;

Result<HistoryStore> HistoryStore::open(const std::filesystem::path& file) {
    auto connection = StoreConnection::open(file);
    if (!connection) return fail(std::move(connection).error());
    return HistoryStore(std::make_unique<Database>(Database{*std::move(connection)}));
}

Result<bool> HistoryStore::add_run(const Run& run, const std::filesystem::path& folder) {
    StoreConnection& store = *database_->connection;
    return store.write("add a run to", [&] { return write_run(store, run, folder); });
}

Result<std::size_t> HistoryStore::add_runs(const std::vector<Run>& runs, const std::filesystem::path& results_root) {
    StoreConnection& store = *database_->connection;
    return store.write("add runs to", [&]() -> Result<std::size_t> {
        std::size_t count = 0;
        for (const Run& run : runs) {
            const auto added = write_run(store, run, results_root.empty() ? results_root : results_root / run.id);
            if (!added) return fail(added.error());
            if (*added) ++count;
        }
        return count;
    });
}

Result<std::vector<StoredRun>> HistoryStore::runs(const RunFilter& filter) {
    StoreConnection& store = *database_->connection;
    return store.read("read the runs of", [&] { return read_runs_of(store, filter); });
}

Result<StoredRun> HistoryStore::find_run(std::string_view name) {
    StoreConnection& store = *database_->connection;
    return store.read("look for a run in", [&] { return read_run_named(store, name); });
}

Result<Run> HistoryStore::load_run(const std::string& id) {
    StoreConnection& store = *database_->connection;
    return store.read("read a run of", [&] { return read_whole_run(store, id); });
}

Result<std::vector<StoredSeries>> HistoryStore::series(std::string_view fingerprint, std::string_view case_pattern,
                                                       std::string_view metric_pattern) {
    StoreConnection& store = *database_->connection;
    return store.read("read the series of",
                      [&] { return read_series(store, fingerprint, case_pattern, metric_pattern); });
}

Result<std::vector<SeriesValue>> HistoryStore::values(std::int64_t series, std::string_view fingerprint,
                                                      std::string_view branch) {
    StoreConnection& store = *database_->connection;
    return store.read("read a series of", [&] { return read_series_values(store, series, fingerprint, branch); });
}

Result<std::optional<std::int64_t>> HistoryStore::find_series(const Record& record) {
    StoreConnection& store = *database_->connection;
    return store.read("look for a series in", [&] { return find_series_of(store, record); });
}

Result<std::map<std::int64_t, std::vector<double>>> HistoryStore::recent_values(const std::string& run,
                                                                                std::string_view branch,
                                                                                std::size_t newest) {
    StoreConnection& store = *database_->connection;
    return store.read("read the values of", [&] { return read_recent_values(store, run, branch, newest); });
}

Result<std::int64_t> HistoryStore::shared_series(const std::string& run, const std::string& other) {
    StoreConnection& store = *database_->connection;
    return store.read("compare runs of", [&] { return count_shared_series(store, run, other); });
}

Result<void> HistoryStore::tag_run(const std::string& id, const std::string& tag) {
    if (auto checked = check_tag(tag); !checked) return checked;
    StoreConnection& store = *database_->connection;
    return store.write("tag a run in", [&]() -> Result<void> {
        const auto row = find_run_row(store, id);
        if (!row) return fail(row.error());
        write_tag(store, tag, *row);
        return {};
    });
}

Result<void> HistoryStore::accept(const Acceptance& acceptance) {
    if (acceptance.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorKind::invalid_argument, "a change is accepted without a reason",
                    "say why, for those who come after you: --reason \"…\"");
    }
    StoreConnection& store = *database_->connection;
    return store.write("accept a change in", [&]() -> Result<void> {
        write_acceptance(store, acceptance);
        return {};
    });
}

Result<std::vector<Acceptance>> HistoryStore::acceptances() {
    StoreConnection& store = *database_->connection;
    return store.read("read the accepted changes of",
                      [&] { return Result<std::vector<Acceptance>>(read_acceptances(store)); });
}

}  // namespace inference_pio
