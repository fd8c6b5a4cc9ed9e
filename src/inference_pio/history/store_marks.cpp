#include "history/store_marks.hpp"

namespace inference_pio {

// `main.`: where another store is attached, a table that is missing in this one would be looked for in that.

void write_tag(StoreConnection& store, const std::string& tag, std::int64_t run_row) {
    StoreQuery(store,
               "INSERT INTO main.tag (name, run) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET run = excluded.run")
        .bind(tag, run_row)
        .run();
}

std::vector<RunTag> read_tags(StoreConnection& store) {
    std::vector<RunTag> tags;
    StoreQuery query(store,
                     "SELECT tag.name, run.name FROM main.tag JOIN main.run ON run.id = tag.run ORDER BY tag.name");
    for (query.bind(); query.next();) tags.push_back({query.text(0), query.text(1)});
    return tags;
}

void write_acceptance(StoreConnection& store, const Acceptance& acceptance) {
    StoreQuery(store,
               "INSERT INTO main.acceptance (case_pattern, metric, run, timestamp, author, reason) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
               "ON CONFLICT (case_pattern, metric, run, timestamp, author, reason) DO NOTHING")
        .bind(acceptance.case_pattern, acceptance.metric, acceptance.run, acceptance.timestamp, acceptance.author,
              acceptance.reason)
        .run();
}

std::vector<Acceptance> read_acceptances(StoreConnection& store) {
    std::vector<Acceptance> acceptances;
    StoreQuery query(store,
                     "SELECT case_pattern, metric, run, timestamp, author, reason FROM main.acceptance ORDER BY id");
    for (query.bind(); query.next();) {
        acceptances.push_back(
            {query.text(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5)});
    }
    return acceptances;
}

}  // namespace inference_pio
