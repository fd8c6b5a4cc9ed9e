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

// Parameters are sorted by name: the order in which a benchmark declares its axes is no difference. The definition of
// a metric that the catalogue does not know has its unit beside it, since nothing else holds its meaning fast.
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
// A case in which nothing at all was measured on a side has a single record there, of its main metric and without
// what its preparation would have found out. It makes one pair with that metric of the other side (or with the metric
// that decides there), and its other metrics are not called missing; parameters that only a preparation finds out, such
// as the weight type of a file, may be absent.
// A whole case that cannot be compared for one and the same reason is one `Unlike` without a metric. `missing` has
// the status on the side that has it, and "missing" on the other.
// Records of the machine's ceilings (kCeilingsBenchmark) are left out.
[[nodiscard]] MatchedRecords match_records(const Run& baseline, const Run& candidate);

}  // namespace inference_pio
