#include "records/record_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "records/json_reader.hpp"
#include "records/record_fields.hpp"

namespace inference_pio {
namespace {

// The parent's key of "interval.low", or nothing for "value".
std::pair<std::string_view, std::string_view> split_path(std::string_view path) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return {{}, path};
    return {path.substr(0, dot), path.substr(dot + 1)};
}

bool all_finite(const std::vector<std::vector<double>>& samples) {
    return std::all_of(samples.begin(), samples.end(), [](const auto& process) {
        return std::all_of(process.begin(), process.end(), [](double sample) { return std::isfinite(sample); });
    });
}

bool is_finite(const Interval& interval) {
    return std::isfinite(interval.low) && std::isfinite(interval.high) && std::isfinite(interval.level);
}

// The record without numbers that JSON cannot hold.
Record make_finite(Record record) {
    const auto refuse = [&record](const std::string& what) {
        if (record.status_reason) return;
        record.status_reason = what + " was not a finite number: a bug of the benchmark or of this program";
    };
    if (record.value && !std::isfinite(*record.value)) {
        record.value.reset();
        refuse("the value");
    }
    if (record.interval && (!record.value || !is_finite(*record.interval))) record.interval.reset();
    if (record.ratio && !(std::isfinite(*record.ratio) && *record.ratio > 0)) record.ratio.reset();
    if (record.ratio_interval && (!record.ratio || !is_finite(*record.ratio_interval))) record.ratio_interval.reset();
    if (!all_finite(record.samples)) {
        record.samples.clear();
        refuse("a sample");
    }
    std::erase_if(record.noise.evidence, [](const auto& entry) { return !std::isfinite(entry.second); });
    if (!record.value && !record.status_reason) record.status_reason = "there is no value";
    return record;
}

// `what` is the number that the interval is of.
Result<void> check_interval(std::string_view name, const std::optional<Interval>& interval, std::string_view what,
                            const std::optional<double>& number) {
    if (!interval) return {};
    if (!(interval->level > 0 && interval->level < 1)) {
        return fail(ErrorKind::malformed, fmt::format("'{}.level': must lie between 0 and 1", name));
    }
    if (!number) return fail(ErrorKind::malformed, fmt::format("'{}': there is one, but no {}", name, what));
    if (interval->low > *number || interval->high < *number) {
        return fail(ErrorKind::malformed, fmt::format("'{}': does not hold the {}", name, what));
    }
    return {};
}

// What the fields' own readers cannot see, since it concerns several of them.
Result<void> check_record(const Record& record) {
    if (!record.value && !record.status_reason) {
        return fail(ErrorKind::malformed, "'status_reason': must say why there is no value");
    }
    if (record.ratio && !(*record.ratio > 0)) return fail(ErrorKind::malformed, "'ratio': must be above 0");
    if (auto checked = check_interval("interval", record.interval, "value", record.value); !checked) return checked;
    return check_interval("ratio_interval", record.ratio_interval, "ratio", record.ratio);
}

}  // namespace

Json record_to_json(const Record& record, const Json& hardware) {
    const Record finite = make_finite(record);
    Json json = Json::object();
    for (const RecordField& field : record_fields()) {
        const auto [parent, key] = split_path(field.path);
        Json value = field.to_json(finite, hardware);
        if (parent.empty()) {
            json[key] = std::move(value);
        } else {
            json[parent][key] = std::move(value);
        }
    }
    // An object of which nothing is there is null: `"interval": null`, `"engine": null`.
    for (const RecordField& field : record_fields()) {
        const auto [parent, key] = split_path(field.path);
        if (parent.empty() || json[parent].is_null()) continue;
        const Json& object = json[parent];
        if (std::all_of(object.begin(), object.end(), [](const Json& value) { return value.is_null(); })) {
            json[parent] = nullptr;
        }
    }
    return json;
}

Result<Record> record_from_json(const Json& json) {
    if (!json.is_object()) return fail(unexpected_json("a record, which is an object", json));
    Record record;
    for (const RecordField& field : record_fields()) {
        const auto [parent, key] = split_path(field.path);
        const Json* owner = &json;
        if (!parent.empty()) {
            const auto found = json.find(parent);
            if (found == json.end() || found->is_null()) continue;
            if (!found->is_object()) return fail(at_field(parent, unexpected_json("an object or null", *found)));
            owner = &*found;
        }
        const auto found = owner->find(key);
        if (found == owner->end()) {
            if (!field.required) continue;  // written by an older version
            return fail(at_field(field.path, Error{ErrorKind::malformed, "is missing", {}}));
        }
        if (auto read = field.from_json(*found, record); !read)
            return fail(at_field(field.path, std::move(read).error()));
    }
    record.metric.centre = centre_from(record.statistic);
    if (auto checked = check_record(record); !checked) return fail(std::move(checked).error());
    return record;
}

Json records_to_json(const std::vector<Record>& records, const SystemProfile& hardware) {
    const Json hardware_json = to_json(hardware);
    Json array = Json::array();
    for (const Record& record : records) array.push_back(record_to_json(record, hardware_json));
    return array;
}

Result<std::vector<Record>> records_from_json(const Json& json) {
    std::vector<Record> records;
    if (auto read = read_json_array(json, records, record_from_json); !read) return fail(std::move(read).error());
    return records;
}

}  // namespace inference_pio
