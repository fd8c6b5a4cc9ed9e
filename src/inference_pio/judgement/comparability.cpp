#include "judgement/comparability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "common/fingerprint.hpp"
#include "judgement/case_index.hpp"

namespace inference_pio {
namespace {

// A backslash before what separates, so that no value can imitate its neighbour's border.
std::string escaped(std::string_view text, std::string_view separators) {
    std::string result;
    for (const char letter : text) {
        if (letter == '\n' || letter == '\r') {
            result += letter == '\n' ? "\\n" : "\\r";
            continue;
        }
        if (letter == '\\' || separators.find(letter) != std::string_view::npos) result += '\\';
        result += letter;
    }
    return result;
}

std::string definition_text(const MetricDefinition& metric) {
    if (find_metric(metric.name) != nullptr || metric.unit.empty()) return metric.id();
    return fmt::format("{} ({})", metric.id(), metric.unit);
}

std::string options_text(const std::map<std::string, std::string>& options) {
    std::string text;
    for (const auto& [name, value] : options) {
        if (!text.empty()) text += ',';
        text += escaped(name, ",=") + '=' + escaped(value, ",=");
    }
    return text;
}

// Of a record without a value: what only a preparation that went well finds out.
bool may_be_unknown(const Record& record, const KeyPart& part) {
    const bool found_out = part.name.starts_with("engine.") || part.name.starts_with("checkpoint.");
    return !record.value && found_out && part.value.empty();
}

// What a failed case's one record may have otherwise than the record that it is held against.
constexpr std::array<std::string_view, 4> kOpenWhereItFailed{"parameters", "metric", "definition", "statistic"};

// The first part that keeps two records of one case from being compared; none: they may be. `failed`: nothing was
// measured of the case on one of the sides.
std::optional<Unlike> first_difference(const Record& baseline, const Record& candidate, bool failed) {
    const std::vector<KeyPart> left = comparison_key(baseline);
    const std::vector<KeyPart> right = comparison_key(candidate);
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] == right[i] || may_be_unknown(baseline, left[i]) || may_be_unknown(candidate, right[i])) continue;
        const auto& open = kOpenWhereItFailed;
        if (failed && std::find(open.begin(), open.end(), left[i].name) != open.end()) continue;
        return Unlike{candidate.case_name(), candidate.metric.name, left[i].name, left[i].value, right[i].value};
    }
    return std::nullopt;
}

std::string field_values(const SystemProfile& profile, const std::string& name) {
    std::string text;
    for (const FingerprintField& field : fingerprint_fields(profile)) {
        if (field.name != name) continue;
        if (!text.empty()) text += "; ";
        text += field.value;
    }
    return text;
}

std::vector<Unlike> machine_differences(const Run& baseline, const Run& candidate) {
    std::vector<Unlike> unlike;
    for (const std::string& name : fingerprint_differences(baseline.profile, candidate.profile)) {
        unlike.push_back({"", "", "fingerprint: " + name, field_values(baseline.profile, name),
                          field_values(candidate.profile, name)});
    }
    const std::string& left = baseline.profile.fingerprint;
    const std::string& right = candidate.profile.fingerprint;
    // Fingerprints of another version of this program may rest on fields that this one does not know.
    if (unlike.empty() && !left.empty() && !right.empty() && left != right) {
        unlike.push_back({"", "", "fingerprint", left, right});
    }
    return unlike;
}

class Matching {
public:
    Matching(const Run& baseline, const Run& candidate)
        : baseline_(baseline.records), candidate_(candidate.records), sides_(baseline, candidate) {}

    [[nodiscard]] MatchedRecords run() {
        for (const CasePair& pair : sides_.pairs) match_case(pair);
        std::sort(matched_.pairs.begin(), matched_.pairs.end(),
                  [](const RecordPair& a, const RecordPair& b) { return a.candidate < b.candidate; });
        return std::move(matched_);
    }

private:
    void match_case(const CasePair& pair) {
        if (pair.baseline == nullptr || pair.candidate == nullptr) {
            add_missing_case(pair);
        } else if (pair.baseline->failed || pair.candidate->failed) {
            match_failed(*pair.baseline, *pair.candidate);
        } else {
            match_metrics(*pair.baseline, *pair.candidate);
        }
    }

    void add_missing_case(const CasePair& pair) {
        const bool gone = pair.candidate == nullptr;
        const RecordsOfCase& there = gone ? *pair.baseline : *pair.candidate;
        const Record& first = (gone ? baseline_ : candidate_)[there.records.front()];
        add_missing("", first, gone);
    }

    void add_missing(std::string metric, const Record& there, bool gone) {
        const std::string status(to_string(there.status));
        matched_.unlike.push_back(
            {there.case_name(), std::move(metric), "missing", gone ? status : "missing", gone ? "missing" : status});
    }

    void match_failed(const RecordsOfCase& baseline, const RecordsOfCase& candidate) {
        const std::size_t failed = candidate.failed ? candidate.records.front() : baseline.records.front();
        const Record& record = candidate.failed ? candidate_[failed] : baseline_[failed];
        const std::size_t other = candidate.failed ? main_record(baseline_, baseline, record.metric.name)
                                                   : main_record(candidate_, candidate, record.metric.name);
        const RecordPair pair = candidate.failed ? RecordPair{other, failed} : RecordPair{failed, other};
        if (auto difference = first_difference(baseline_[pair.baseline], candidate_[pair.candidate], true)) {
            difference->metric.clear();
            matched_.unlike.push_back(*std::move(difference));
        } else {
            matched_.pairs.push_back(pair);
        }
    }

    void match_metrics(const RecordsOfCase& baseline, const RecordsOfCase& candidate) {
        std::vector<std::size_t> open = baseline.records;
        std::vector<Unlike> unlike;
        std::size_t paired = 0;
        for (const std::size_t index : candidate.records) {
            const Record& record = candidate_[index];
            const auto counterpart = find_counterpart(open, record);
            if (counterpart == open.end()) {
                add_missing(record.metric.name, record, false);
                continue;
            }
            if (auto difference = first_difference(baseline_[*counterpart], record, false)) {
                unlike.push_back(*std::move(difference));
            } else {
                matched_.pairs.push_back({*counterpart, index});
                ++paired;
            }
            open.erase(counterpart);
        }
        for (const std::size_t index : open) add_missing(baseline_[index].metric.name, baseline_[index], true);
        add_unlike(std::move(unlike), paired);
    }

    // The same metric, and the same statistic where there is one: a distribution has several records.
    std::vector<std::size_t>::iterator find_counterpart(std::vector<std::size_t>& open, const Record& record) {
        const auto same_metric = [&](std::size_t i) { return baseline_[i].metric.name == record.metric.name; };
        const auto found = std::find_if(open.begin(), open.end(), [&](std::size_t i) {
            return same_metric(i) && baseline_[i].statistic == record.statistic;
        });
        return found != open.end() ? found : std::find_if(open.begin(), open.end(), same_metric);
    }

    void add_unlike(std::vector<Unlike> unlike, std::size_t paired) {
        const auto same_reason = [&](const Unlike& one) {
            return one.field == unlike.front().field && one.baseline == unlike.front().baseline &&
                   one.candidate == unlike.front().candidate;
        };
        if (paired == 0 && unlike.size() > 1 && std::all_of(unlike.begin(), unlike.end(), same_reason)) {
            unlike.resize(1);
            unlike.front().metric.clear();
        }
        std::move(unlike.begin(), unlike.end(), std::back_inserter(matched_.unlike));
    }

    const std::vector<Record>& baseline_;
    const std::vector<Record>& candidate_;
    CasePairs sides_;
    MatchedRecords matched_;
};

}  // namespace

std::vector<KeyPart> comparison_key(const Record& record) {
    const auto& engine = record.facts.engine;
    return {{"benchmark", record.benchmark},
            {"parameters", sorted_parameters(record.parameters)},
            {"metric", record.metric.name},
            {"definition", definition_text(record.metric)},
            {"statistic", record.statistic},
            {"engine.name", engine ? engine->name : ""},
            {"engine.options", engine ? options_text(engine->options) : ""},
            {"checkpoint.digest", record.facts.checkpoint_digest}};
}

std::string comparison_key_text(const Record& record) {
    std::string text;
    for (const KeyPart& part : comparison_key(record)) {
        if (!text.empty()) text += '|';
        text += part.name + '=' + escaped(part.value, "|");
    }
    return text;
}

MatchedRecords match_records(const Run& baseline, const Run& candidate) {
    std::vector<Unlike> machines = machine_differences(baseline, candidate);
    if (!machines.empty()) return {{}, std::move(machines)};
    return Matching(baseline, candidate).run();
}

}  // namespace inference_pio
