// Records from outcomes: raw samples in, one record for each metric and statistic out.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"

namespace inference_pio {

// What all records of a run share.
struct RunContext {
    std::string run;  // id
    Subject subject;
    std::uint64_t seed = 1;
    // That was asked of the run: a record of a case that is `ok` and whose own interval is wider says so in
    // its status_reason. Absent: none was asked.
    std::optional<double> precision = {};
};

// The records of one case, in the catalogue's order, then declared and unknown metrics by name. A case
// that failed before any sample gives one record: its benchmark's main metric with value null, status
// and reason. A metric whose samples are too few for a statistic gives a record with value null,
// and so does, in generations, an energy or GPU memory that the machine withholds, and in every case a
// utilization without a ceiling (Visit::missing).
// docs/record_format.md says how values, statistics and intervals come about.
[[nodiscard]] std::vector<Record> summarise_case(const CaseOutcome& outcome, const RunContext& context);

// The spans, and the gaps between tokens, of the sample whose e2e_latency (else whose first metric) is the median; nothing where
// no sample has spans.
[[nodiscard]] std::optional<Exemplar> exemplar_of(const CaseOutcome& outcome);

}  // namespace inference_pio
