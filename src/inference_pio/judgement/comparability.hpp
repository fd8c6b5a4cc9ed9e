// Which records may be compared: the same machine and the same comparison key (docs/measurement.md, section 5).
// Commit, engine version, compiler and flags are the subject, and may differ.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <optional>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

// The parts of a comparison key, by name, in fixed order: benchmark, parameters, metric, definition, statistic,
// engine.name, engine.options, checkpoint.digest.
struct KeyPart {
    std::string name;
    std::string value;
    bool operator==(const KeyPart&) const = default;
};

[[nodiscard]] std::vector<KeyPart> comparison_key(const Record& record);

// One line that is the same exactly for the same key, whatever the order in which options were given.
[[nodiscard]] std::string comparison_key_text(const Record& record);

// Records of both runs with the same key.
struct RecordPair {
    std::size_t baseline = 0;   // index into the baseline's records
    std::size_t candidate = 0;  // index into the candidate's records
    bool operator==(const RecordPair&) const = default;
};

struct MatchedRecords {
    std::vector<RecordPair> pairs;  // in the candidate's order
    std::vector<Unlike> unlike;     // same case and metric, another key: the first field that differs; or missing on one side
};

// Where the machines' fingerprints differ there are no pairs, and `unlike` names each field that differs.
// Records without a value (failed, skipped) make pairs too: a case that fails now and did not before is seen.
// Records of the machine's ceilings (kCeilingsBenchmark) are left out.
[[nodiscard]] MatchedRecords match_records(const Run& baseline, const Run& candidate);

}  // namespace inference_pio
