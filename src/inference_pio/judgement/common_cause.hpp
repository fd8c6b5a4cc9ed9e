// What rows that moved together have in common: the search behind group_findings().
//
// Thread safety: one object a thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

// One trait of a row, as a name and a value: "metric" "decode_fast", "parameter" "weight_type=q4_0".
// Names: metric, model, benchmark, engine (changed, "llama_cpp 0.6.0"), case, parameter.
struct Trait {
    std::string name;
    std::string value;
    auto operator<=>(const Trait&) const = default;
};

// "All rows with these traits"; no trait: all rows.
struct CommonCause {
    std::vector<Trait> traits;
    std::vector<std::size_t> rows;   // that moved and have them, but for those explained before; at least 2
    std::vector<std::size_t> still;  // that have them and did not move so
    bool earlier = false;            // others that moved and have them were explained before
};

// Explains moved rows by few words: the greedy choice of the shortest description. A row named on its own costs 3
// words, a group 1 and one for each trait; a row that the traits include and that did not move costs 3, or 1 where
// it is merely inconclusive. Each choice saves most, ties going to fewer traits. So a group is named where more than
// half of its rows moved, and a narrower one where that is exact.
class CauseSearch {
public:
    // `universe`: rows that could have moved; `moved`: those of them that did. Indices into `rows`.
    CauseSearch(const std::vector<ComparedMetric>& rows, std::vector<std::size_t> universe,
                const std::vector<std::size_t>& moved);

    // The next group; none: the rest has nothing in common.
    [[nodiscard]] std::optional<CommonCause> next();

    [[nodiscard]] std::vector<std::size_t> unexplained() const;

private:
    using Bits = std::vector<std::uint64_t>;  // by place in the universe

    void add_candidates(std::size_t place);
    void add_candidate(std::vector<std::size_t> traits);
    [[nodiscard]] std::vector<std::size_t> indices(const Bits& bits) const;

    const std::vector<ComparedMetric>& rows_;
    std::vector<std::size_t> universe_;
    std::vector<Trait> traits_;
    std::vector<Bits> having_;                             // by trait
    std::map<std::vector<std::size_t>, Bits> candidates_;  // by indices into traits_, rising
    Bits moved_;
    Bits open_;  // moved and not yet explained
    Bits inconclusive_;
};

}  // namespace inference_pio
