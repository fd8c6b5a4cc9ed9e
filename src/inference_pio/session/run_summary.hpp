// A run from what was measured so far: records, exemplars, scaling laws and warnings.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/record.hpp>
#include <optional>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"
#include "execution/journal.hpp"

namespace inference_pio {

struct MeasuredRun {
    const JournalHeader& header;
    const std::vector<CaseOutcome>& outcomes;            // by the header's numbering
    std::vector<std::optional<std::size_t>> references;  // by case: the one it is compared with; empty: none is
    const std::vector<CaseOutcome>& ceilings;            // of the machine
    bool complete = false;
};

// What stands in the header alone: no records.
[[nodiscard]] Run describe_run_of(const JournalHeader& header);

// Records of all that was measured or has come to an end; cases that were never reached have none.
[[nodiscard]] Run summarise_run(const MeasuredRun& measured);

// What a run that has ended says of the cases that it never reached; nothing where there are none.
[[nodiscard]] std::optional<std::string> unreached_warning(const std::vector<CaseOutcome>& outcomes);

}  // namespace inference_pio
