// Cases that were compared with a reference, put together for a table: each beside what is known of its quality
// elsewhere in the run, and whether it is worth choosing at all.
//
// Borrows the cases and records: they must outlive the rows.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <optional>
#include <vector>

#include "reporting/case_groups.hpp"

namespace inference_pio {

// What a Pareto front holds decode throughput against.
enum class FrontCost { size, divergence };

struct VariantRow {
    const ReportedCase* subject = nullptr;
    bool is_reference = false;
    const Record* divergence = nullptr;  // kl_divergence; these three have a value, or are null
    const Record* agreement = nullptr;   // top1_agreement
    const Record* perplexity = nullptr;
    std::optional<FrontCost> judged_by;  // absent: it took no part in a front
    bool on_front = false;
};

// Whether some record of the group names a reference.
[[nodiscard]] bool has_reference(const BenchmarkGroup& group);

// Whether the case's parameter `variant` drops or zeroes weights: it has a part depth_…, width_… or sparse_….
[[nodiscard]] bool is_pruned(const ReportedCase& one);

// Cases that share a reference stand together, that one first, else as in the group; cases without any come last.
// Quality comes from records of other benchmarks with the same model, the same value of the parameter `variant` and
// weights of the same source.
//
// The front of those that share a reference: decode_throughput against kl_divergence where that is known of one of
// them (the reference strays from itself by 0), else against checkpoint_size. Without a known divergence a pruned
// variant takes no part, since neither its speed nor its size tells what is left of its quality. A front needs two.
[[nodiscard]] std::vector<VariantRow> compute_variant_rows(const BenchmarkGroup& group,
                                                           const std::vector<Record>& all_records);

}  // namespace inference_pio
