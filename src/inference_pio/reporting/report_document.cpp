#include "reporting/report_document.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "records/record_json.hpp"
#include "records/run_json.hpp"
#include "reporting/comparison_report.hpp"
#include "reporting/series_json.hpp"

namespace inference_pio {
namespace {

// 1 and 1.0 are equal numbers, and not the same text.
bool is_written_alike(const Json& value, const std::string& text, const Json& other) {
    return value == other && text == print_json(other);
}

bool all_have(const std::vector<Json*>& objects, const std::string& key, const Json& value) {
    const std::string text = print_json(value);
    return std::all_of(objects.begin() + 1, objects.end(), [&](const Json* object) {
        const auto found = object->find(key);
        return found != object->end() && is_written_alike(value, text, *found);
    });
}

struct CaseRecords {
    std::string name;
    std::vector<Json> records;
    Json shared;
};

// `hardware` of the records is left null: a profile in each of a hundred thousand records would fill the memory.
std::vector<CaseRecords> records_by_case(const Run& run) {
    std::vector<CaseRecords> cases;
    std::unordered_map<std::string, std::size_t> places;
    for (const Record& record : run.records) {
        std::string name = record.case_name();
        const auto [place, fresh] = places.try_emplace(name, cases.size());
        if (fresh) cases.push_back({std::move(name), {}, {}});
        cases[place->second].records.push_back(record_to_json(record, nullptr));
    }
    return cases;
}

template <class Items, class Member>
std::vector<Json*> pointers_to(Items& items, Member&& member) {
    std::vector<Json*> pointers;
    for (auto& item : items) pointers.push_back(&member(item));
    return pointers;
}

std::string_view word_of(LiveState::Phase phase) {
    switch (phase) {
        case LiveState::Phase::measuring: return "measuring";
        case LiveState::Phase::ended: return "ended";
        case LiveState::Phase::interrupted: return "interrupted";
        case LiveState::Phase::stored: break;
    }
    return "stored";
}

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json or_null(const std::optional<Seconds>& time) { return time ? Json(time->count()) : Json(nullptr); }

Json to_json(const LiveState& live) {
    return {{"version", live.version},         {"state", word_of(live.phase)},
            {"note", live.note},               {"visits_done", live.visits_done},
            {"visits_left_min", or_null(live.visits_left_min)}, {"elapsed_s", or_null(live.elapsed)},
            {"left_s", or_null(live.left)}};
}

}  // namespace

Json take_equal_fields(const std::vector<Json*>& objects) {
    Json shared = Json::object();
    if (objects.empty()) return shared;
    for (const auto& [key, value] : objects.front()->items()) {
        if (all_have(objects, key, value)) shared[key] = value;
    }
    for (Json* object : objects) {
        for (const auto& [key, value] : shared.items()) object->erase(key);
    }
    return shared;
}

Json reported_run_to_json(const Run& run) {
    std::vector<CaseRecords> cases = records_by_case(run);
    for (CaseRecords& one : cases) {
        one.shared = take_equal_fields(pointers_to(one.records, [](Json& record) -> Json& { return record; }));
    }
    // What is equal in all records of the run is equal in all of a case: it stands in each case's shared fields by now.
    Json shared = take_equal_fields(pointers_to(cases, [](CaseRecords& one) -> Json& { return one.shared; }));
    Json document = run_to_json(run);
    if (shared.contains("hardware")) shared["hardware"] = document["hardware"];
    document.erase("records");
    document["shared"] = std::move(shared);
    Json& written = document["cases"] = Json::array();
    for (CaseRecords& one : cases) {
        written.push_back(
            {{"case", one.name}, {"shared", std::move(one.shared)}, {"records", std::move(one.records)}});
    }
    return document;
}

Json report_to_json(const Report& report) {
    Json runs = Json::array();
    for (const Run& run : report.runs) runs.push_back(reported_run_to_json(run));
    Json histories = Json::array();
    for (const SeriesPicture& picture : report.histories) histories.push_back(series_to_json(picture));
    return {{"schema", kReportSchema},
            {"generated", report.generated},
            {"program", {{"name", "piobench"}, {"version", report.program_version}}},
            {"live", report.live ? to_json(*report.live) : Json(nullptr)},
            {"runs", std::move(runs)},
            {"comparison", report.comparison ? comparison_to_json(*report.comparison, nullptr) : Json(nullptr)},
            {"histories", std::move(histories)}};
}

}  // namespace inference_pio
