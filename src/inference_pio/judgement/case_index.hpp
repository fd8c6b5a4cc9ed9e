// The cases of two runs, side by side.
//
// Thread safety: plain values; they point into each other and into no run.
#pragma once

#include <cstddef>
#include <deque>
#include <inference_pio/record.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// `batch_size=1,threads=2` by name, whatever the order in which the axes were declared.
[[nodiscard]] std::string sorted_parameters(const Parameters& parameters);

struct RecordsOfCase {
    std::string benchmark;
    Parameters parameters;
    std::vector<std::size_t> records;  // indices into the run's, at least one
    bool failed = true;                // none of them has a value
};

// Null on the side that does not have the case; never both.
struct CasePair {
    const RecordsOfCase* baseline = nullptr;
    const RecordsOfCase* candidate = nullptr;
};

struct CasePairs {
    // O((n + m) log(n + m)) in the runs' records; failed cases that lack parameters cost one pass over the cases each.
    CasePairs(const Run& baseline, const Run& candidate);
    CasePairs(const CasePairs&) = delete;
    CasePairs& operator=(const CasePairs&) = delete;

    std::deque<RecordsOfCase> baseline_cases;
    std::deque<RecordsOfCase> candidate_cases;
    std::vector<CasePair> pairs;  // in the candidate's order, then those that only the baseline has
};

// Of a case that was measured, the record to hold against one of `metric` that was not: of that metric, else of the
// first one that decides, else the first.
[[nodiscard]] std::size_t main_record(const std::vector<Record>& records, const RecordsOfCase& of,
                                      std::string_view metric);

}  // namespace inference_pio
