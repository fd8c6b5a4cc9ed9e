// How close a case came to the machine's ceilings: mbu and mfu of every sample, from what its phases must do
// (CaseCosts), the time that they took, and what was measured of the machine. docs/measurement.md, section 1.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "execution/case_outcome.hpp"

namespace inference_pio {

// Of the first visit that knows them.
[[nodiscard]] std::optional<CaseCosts> costs_of(const CaseOutcome& outcome);

// A ceiling of memory, told from one of the engine's kernels by its parameters.
[[nodiscard]] bool is_bandwidth(const CaseId& ceiling);
[[nodiscard]] std::string_view ceiling_metric_of(const CaseId& ceiling);  // "peak_bandwidth" or "peak_flops"

struct Ceiling {
    std::string name;  // of the case that measured it
    double rate = 0;   // > 0: bytes/s or flop/s
    bool operator==(const Ceiling&) const = default;
};

class Ceilings {
public:
    // `absent`: why a ceiling that is not among `measured` is not.
    explicit Ceilings(const std::vector<CaseOutcome>& measured, std::string absent = "it was not measured");

    // The fastest sample. Errors: unsupported, whose message says why there is none.
    [[nodiscard]] Result<Ceiling> read_bandwidth(int threads) const;
    [[nodiscard]] Result<Ceiling> flops(std::string_view weight_type, int threads) const;

private:
    [[nodiscard]] Result<Ceiling> fastest(std::string_view name, const Value& value, int threads) const;

    std::vector<CaseOutcome> measured_;
    std::string absent_;
};

// The outcome with mbu, mfu, decode_mfu and prefill_mbu in every sample that has what they are made of:
//   mbu          decode_step_bytes × decode_throughput / batch_size / read bandwidth
//   decode_mfu   decode_step_flops × decode_throughput / batch_size / peak flops
//   mfu          prefill_flops / prefill_time / peak flops
//   prefill_mbu  prefill_bytes / prefill_time / read bandwidth
// and, where the costs know no phases (a single operator), mbu from memory_throughput and mfu from
// compute_throughput. A metric that only lacks its ceiling stands in Visit::missing with the reason; of the others
// CaseOutcome::ceilings names it.
// Unchanged where the case knows no costs.
[[nodiscard]] CaseOutcome with_utilization(CaseOutcome outcome, const Ceilings& ceilings);

// The ceilings that a case of `with_shares` did better than: shares of them would be reported as more than 1. The
// machine was slower when they were measured than when the case was.
[[nodiscard]] std::vector<CaseId> compute_surpassed_ceilings(const std::vector<CaseOutcome>& with_shares,
                                                             const std::vector<CaseOutcome>& measured);

// What is reported as more than this is no share of what the machine can do.
inline constexpr double kShareMost = 1.05;

// The outcome without the metrics whose record would say more than kShareMost; Visit::missing has the reason.
[[nodiscard]] CaseOutcome without_impossible_shares(CaseOutcome outcome);

}  // namespace inference_pio
