#include "history/store_replacement.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <system_error>

#include "history/plain_runs.hpp"
#include "history/run_reading.hpp"
#include "history/run_writing.hpp"
#include "history/store_connection.hpp"
#include "history/store_marks.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct Marks {
    std::vector<RunTag> tags;
    std::vector<Acceptance> acceptances;
};

// Tables that others refer to come first.
constexpr std::array<const char*, 6> kTables{"profile", "series", "description", "run", "record", "machine_series"};

void put_marks(StoreConnection& store, const Marks& marks, std::vector<Error>& notes) {
    for (const RunTag& tag : marks.tags) {
        if (const auto row = find_run_row(store, tag.run)) {
            write_tag(store, tag.name, *row);
        } else {
            notes.push_back({ErrorKind::not_found,
                             fmt::format("the tag {} was of run {}, whose files are gone", tag.name, tag.run),
                             "put the run's folder back and rebuild again, or tag another run"});
        }
    }
    for (const Acceptance& acceptance : marks.acceptances) write_acceptance(store, acceptance);
}

bool is_sound(StoreConnection& store) {
    const auto answer = store.read("check", [&]() -> Result<std::string> {
        StoreQuery query(store, "PRAGMA quick_check(1)");
        return query.bind().next() ? query.text(0) : std::string();
    });
    return answer && *answer == "ok";
}

// What can still be read of a damaged store.
Marks salvage_marks(StoreConnection& store, std::vector<Error>& notes) {
    Marks marks;
    const auto tags = store.read("read the tags of", [&] { return Result<std::vector<RunTag>>(read_tags(store)); });
    const auto acceptances = store.read("read the accepted changes of",
                                        [&] { return Result<std::vector<Acceptance>>(read_acceptances(store)); });
    if (tags) {
        marks.tags = *tags;
    } else {
        notes.push_back(tags.error());
    }
    if (acceptances) {
        marks.acceptances = *acceptances;
    } else {
        notes.push_back(acceptances.error());
    }
    return marks;
}

struct LateRun {
    std::string name;
    fs::path folder;
};

std::vector<LateRun> runs_only_here(StoreConnection& store) {
    std::vector<LateRun> late;
    StoreQuery query(store, "SELECT name, folder FROM main.run WHERE name NOT IN (SELECT name FROM fresh.run)");
    for (query.bind(); query.next();) late.push_back({query.text(0), folder_from_text(store, query.text(1))});
    return late;
}

Result<void> add_late_runs(StoreConnection& store, const std::vector<LateRun>& late, std::vector<Error>& notes) {
    for (const LateRun& run : late) {
        if (run.folder.empty() || !holds_a_run(run.folder)) {
            notes.push_back({ErrorKind::not_found,
                             fmt::format("run {} stood in the old store, but its files are gone", run.name),
                             "put its folder back and rebuild again"});
            continue;
        }
        const auto whole = read_plain_run(run.folder);
        if (!whole) continue;  // the search for run folders has met it too, and said why
        if (auto written = write_run(store, *whole, run.folder); !written) return fail(std::move(written).error());
    }
    return {};
}

void exchange_tables(StoreConnection& store) {
    for (auto table = kTables.rbegin(); table != kTables.rend(); ++table) {
        store.execute(fmt::format("DELETE FROM main.{}", *table));
    }
    for (const char* table : kTables) {
        store.execute(fmt::format("INSERT INTO main.{0} SELECT * FROM fresh.{0}", table));
    }
    store.known_descriptions().clear();
}

Result<void> exchange_contents(StoreConnection& store, const fs::path& fresh, std::vector<Error>& notes) {
    if (auto attached = store.attach(fresh, "fresh"); !attached) return attached;
    return store.write("rebuild", [&]() -> Result<void> {
        const Marks marks{read_tags(store), read_acceptances(store)};
        const std::vector<LateRun> late = runs_only_here(store);
        store.execute("DELETE FROM main.tag");
        exchange_tables(store);
        if (auto added = add_late_runs(store, late, notes); !added) return added;
        put_marks(store, marks, notes);
        return {};
    });
}

// For whoever wants to look into it; nobody may have it open any more.
Result<void> set_aside(const fs::path& place, std::vector<Error>& notes) {
    std::error_code error;
    const fs::path aside = place.string() + ".damaged";
    fs::rename(place, aside, error);
    if (error) {
        return fail(ErrorKind::io, fmt::format("cannot move {} away: {}", place.string(), error.message()),
                    "check the folder's permissions");
    }
    notes.push_back({ErrorKind::malformed, fmt::format("the old store was damaged; it is now {}", aside.string()),
                     "remove it when nobody needs it"});
    return {};
}

Result<void> move_into_place(const fs::path& fresh, const fs::path& place, const Marks& marks,
                             std::vector<Error>& notes) {
    {
        auto store = StoreConnection::open(fresh);
        if (!store) return fail(std::move(store).error());
        auto put = (*store)->write("put tags into", [&]() -> Result<void> {
            put_marks(**store, marks, notes);
            return {};
        });
        if (!put) return put;
    }
    // The old log must not be there when the new file is: SQLite would take it for the new file's.
    if (auto removed = remove_store(place); !removed) return removed;
    std::error_code error;
    fs::rename(fresh, place, error);
    if (!error) return {};
    return fail(ErrorKind::io, fmt::format("cannot move {} to {}: {}", fresh.string(), place.string(), error.message()),
                "check the folder's permissions");
}

}  // namespace

Result<void> remove_store(const fs::path& file) {
    for (const char* ending : {"-wal", "-shm", "-journal", ""}) {
        std::error_code error;
        fs::remove(fs::path(file.string() + ending), error);
        if (error) {
            return fail(ErrorKind::io, fmt::format("cannot remove {}{}: {}", file.string(), ending, error.message()),
                        "check the folder's permissions");
        }
    }
    return {};
}

Result<void> replace_store(const fs::path& fresh, const fs::path& place, std::vector<Error>& notes) {
    std::error_code ignored;
    if (!fs::exists(place, ignored)) return move_into_place(fresh, place, {}, notes);
    {
        auto old = StoreConnection::open(place);
        if (!old && old.error().kind != ErrorKind::malformed) return fail(std::move(old).error());
        if (old && is_sound(**old)) {
            auto exchanged = exchange_contents(**old, fresh, notes);
            // Pages may be sound where a table is not there any more.
            if (exchanged || exchanged.error().kind != ErrorKind::malformed) return exchanged;
        }
    }
    Marks marks;
    if (auto damaged = StoreConnection::open(place)) marks = salvage_marks(**damaged, notes);
    if (auto aside = set_aside(place, notes); !aside) return aside;
    return move_into_place(fresh, place, marks, notes);
}

}  // namespace inference_pio
