#include "reporting/case_groups.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

template <class T, class Matches>
T& find_or_append(std::vector<T>& items, Matches&& matches) {
    const auto found = std::find_if(items.begin(), items.end(), matches);
    return found != items.end() ? *found : items.emplace_back();
}

bool is_same_everywhere(const BenchmarkGroup& group, const Parameters::Entry& entry) {
    return std::all_of(group.cases.begin(), group.cases.end(), [&](const ReportedCase& one) {
        const Value* value = one.parameters.find(entry.first);
        return value != nullptr && *value == entry.second;
    });
}

void tell_parameters_apart(BenchmarkGroup& group) {
    for (const ReportedCase& one : group.cases) {
        for (const auto& entry : one.parameters.entries()) {
            if (is_same_everywhere(group, entry)) {
                group.constant.set(entry.first, entry.second);
            } else if (std::find(group.varying.begin(), group.varying.end(), entry.first) == group.varying.end()) {
                group.varying.push_back(entry.first);
            }
        }
    }
    for (ReportedCase& one : group.cases) {
        Parameters shown;
        for (const std::string& name : group.varying) {
            if (const Value* value = one.parameters.find(name)) shown.set(name, *value);
        }
        one.label = shown.to_string();
    }
}

}  // namespace

const Record* ReportedCase::find(std::string_view metric, std::string_view statistic) const {
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record* record) {
        return record->metric.name == metric && (statistic.empty() || record->statistic == statistic);
    });
    return found == records.end() ? nullptr : *found;
}

std::vector<std::string> BenchmarkGroup::metrics() const {
    std::vector<std::string> unordered;
    for (const ReportedCase& one : cases) {
        for (const Record* record : one.records) {
            if (std::find(unordered.begin(), unordered.end(), record->metric.name) == unordered.end()) {
                unordered.push_back(record->metric.name);
            }
        }
    }
    std::vector<std::string> names;
    for (const MetricDefinition& definition : metric_catalogue()) {
        if (std::erase(unordered, definition.name) > 0) names.push_back(definition.name);
    }
    names.insert(names.end(), unordered.begin(), unordered.end());
    return names;
}

std::vector<std::string> BenchmarkGroup::statistics(std::string_view metric) const {
    std::vector<std::string> found;
    for (const ReportedCase& one : cases) {
        for (const Record* record : one.records) {
            const bool known = std::find(found.begin(), found.end(), record->statistic) != found.end();
            if (record->metric.name == metric && !known) found.push_back(record->statistic);
        }
    }
    return found;
}

std::vector<BenchmarkGroup> group_cases(const std::vector<Record>& records) {
    std::vector<BenchmarkGroup> groups;
    for (const Record& record : records) {
        BenchmarkGroup& group =
            find_or_append(groups, [&](const BenchmarkGroup& one) { return one.benchmark == record.benchmark; });
        group.benchmark = record.benchmark;
        ReportedCase& one = find_or_append(
            group.cases, [&](const ReportedCase& other) { return other.parameters == record.parameters; });
        one.parameters = record.parameters;
        one.records.push_back(&record);
    }
    for (BenchmarkGroup& group : groups) tell_parameters_apart(group);
    return groups;
}

}  // namespace inference_pio
