// What could not be compared, put together by reason: one definition that changed makes a thousand entries and is one
// thing to know.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

// What cannot be compared for one and the same reason.
struct UnlikeGroup {
    std::string field;
    std::string baseline;
    std::string candidate;
    std::string first;                    // of its entries: "ttft of qwen3_0_6b/…[…]", a whole case by its name
    std::vector<std::string> benchmarks;  // of its cases, each once
    std::size_t entries = 0;
    std::size_t cases = 0;
    bool operator==(const UnlikeGroup&) const = default;
};

// By first appearance.
[[nodiscard]] std::vector<UnlikeGroup> collapse_unlike(const std::vector<Unlike>& unlike);

// "checkpoint.digest differs: base aaaa, candidate bbbb: 12 comparisons in 4 cases of
// qwen3_0_6b/performance/generation", an entry that is alone by its name. Clean words, each of them bounded.
[[nodiscard]] std::string unlike_text(const UnlikeGroup& group);

// The reason alone: "checkpoint.digest differs: base aaaa, candidate bbbb", "missing in the base
// (candidate: ok)".
[[nodiscard]] std::string unlike_reason(const std::string& field, const std::string& baseline,
                                        const std::string& candidate);

}  // namespace inference_pio
