#include "judgement/case_index.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "judgement/comparison.hpp"

namespace inference_pio {
namespace {

std::deque<RecordsOfCase> cases_of(const Run& run, std::map<std::string, std::size_t>& by_name) {
    std::deque<RecordsOfCase> cases;
    for (std::size_t i = 0; i < run.records.size(); ++i) {
        const Record& record = run.records[i];
        if (record.benchmark == kCeilingsBenchmark) continue;
        // No benchmark has a line break in its name, no parameter in its text.
        std::string name = record.benchmark + '\n' + sorted_parameters(record.parameters);
        const auto [found, fresh] = by_name.try_emplace(std::move(name), cases.size());
        if (fresh) cases.push_back({record.benchmark, record.parameters, {}, true});
        RecordsOfCase& one = cases[found->second];
        one.records.push_back(i);
        if (record.value) one.failed = false;
    }
    return cases;
}

bool holds(const Parameters& all, const Parameters& some) {
    return std::all_of(some.entries().begin(), some.entries().end(), [&](const Parameters::Entry& entry) {
        const Value* value = all.find(entry.first);
        return value != nullptr && to_string(*value) == to_string(entry.second);
    });
}

// The one case of the other side that a failed case may be, had it come far enough to know all of its parameters.
const RecordsOfCase* more_of(const RecordsOfCase& failed, const std::vector<const RecordsOfCase*>& others) {
    const RecordsOfCase* found = nullptr;
    for (const RecordsOfCase* other : others) {
        if (other->benchmark != failed.benchmark || !holds(other->parameters, failed.parameters)) continue;
        if (found != nullptr) return nullptr;
        found = other;
    }
    return found;
}

}  // namespace

std::string sorted_parameters(const Parameters& parameters) {
    std::map<std::string, std::string> sorted;
    for (const auto& [name, value] : parameters.entries()) sorted[name] = to_string(value);
    std::string text;
    for (const auto& [name, value] : sorted) {
        if (!text.empty()) text += ',';
        text += name + '=' + value;
    }
    return text;
}

CasePairs::CasePairs(const Run& baseline, const Run& candidate) {
    std::map<std::string, std::size_t> left;
    std::map<std::string, std::size_t> right;
    baseline_cases = cases_of(baseline, left);
    candidate_cases = cases_of(candidate, right);
    std::vector<const RecordsOfCase*> partner_of(candidate_cases.size(), nullptr);
    std::set<const RecordsOfCase*> taken;
    for (const auto& [name, index] : right) {
        if (const auto found = left.find(name); found != left.end()) {
            partner_of[index] = &baseline_cases[found->second];
            taken.insert(partner_of[index]);
        }
    }
    std::vector<const RecordsOfCase*> only_baseline;
    for (const RecordsOfCase& one : baseline_cases) {
        if (!taken.contains(&one)) only_baseline.push_back(&one);
    }
    std::vector<const RecordsOfCase*> only_candidate;
    for (std::size_t i = 0; i < candidate_cases.size(); ++i) {
        if (partner_of[i] == nullptr) only_candidate.push_back(&candidate_cases[i]);
    }
    const auto join = [&](const RecordsOfCase* before, const RecordsOfCase* after) {
        const auto place = std::find_if(candidate_cases.begin(), candidate_cases.end(),
                                        [&](const RecordsOfCase& one) { return &one == after; });
        partner_of[static_cast<std::size_t>(place - candidate_cases.begin())] = before;
        std::erase(only_baseline, before);
        std::erase(only_candidate, after);
    };
    for (const RecordsOfCase* after : std::vector(only_candidate)) {
        const RecordsOfCase* before = after->failed ? more_of(*after, only_baseline) : nullptr;
        if (before != nullptr) join(before, after);
    }
    for (const RecordsOfCase* before : std::vector(only_baseline)) {
        const RecordsOfCase* after = before->failed ? more_of(*before, only_candidate) : nullptr;
        if (after != nullptr) join(before, after);
    }
    for (std::size_t i = 0; i < candidate_cases.size(); ++i) pairs.push_back({partner_of[i], &candidate_cases[i]});
    for (const RecordsOfCase* before : only_baseline) pairs.push_back({before, nullptr});
}

std::size_t main_record(const std::vector<Record>& records, const RecordsOfCase& of, std::string_view metric) {
    std::vector<MetricDefinition> all;
    for (const std::size_t i : of.records) {
        if (records[i].metric.name == metric) return i;
        if (records[i].value) all.push_back(records[i].metric);
    }
    const auto deciding = std::find_if(of.records.begin(), of.records.end(), [&](std::size_t i) {
        return records[i].value && is_deciding(records[i].metric, all);
    });
    return deciding == of.records.end() ? of.records.front() : *deciding;
}

}  // namespace inference_pio
