#include "judgement/common_cause.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace inference_pio {
namespace {

constexpr int kRowAlone = 3;       // words: a metric and a case
constexpr int kStillRow = 3;       // as much as naming a row that moved
constexpr int kOpenRow = 1;        // nobody knows whether it moved
constexpr std::size_t kWord = 64;  // bits

// Where two explain the same rows equally well, the one that comes first here is named.
std::vector<Trait> traits_of(const ComparedMetric& row) {
    std::vector<Trait> traits{{"metric", row.metric.name}};
    if (!row.model.empty()) traits.push_back({"model", row.model});
    traits.push_back({"benchmark", row.benchmark});
    if (row.candidate_engine != row.baseline_engine && !row.candidate_engine.empty()) {
        traits.push_back({"engine", row.candidate_engine});
    }
    for (const auto& [name, value] : row.parameters.entries()) {
        traits.push_back({"parameter", name + "=" + to_string(value)});
    }
    traits.push_back({"case", row.case_name()});
    return traits;
}

int count(const std::vector<std::uint64_t>& bits) {
    int sum = 0;
    for (const std::uint64_t word : bits) sum += std::popcount(word);
    return sum;
}

template <class Operation>
std::vector<std::uint64_t> combined(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b,
                                    Operation operation) {
    std::vector<std::uint64_t> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) result[i] = operation(a[i], b[i]);
    return result;
}

std::vector<std::uint64_t> both(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    return combined(a, b, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}

std::vector<std::uint64_t> without(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    return combined(a, b, [](std::uint64_t x, std::uint64_t y) { return x & ~y; });
}

void set(std::vector<std::uint64_t>& bits, std::size_t place) {
    bits[place / kWord] |= std::uint64_t{1} << place % kWord;
}

bool has(const std::vector<std::uint64_t>& bits, std::size_t place) {
    return (bits[place / kWord] >> place % kWord & 1U) != 0;
}

}  // namespace

CauseSearch::CauseSearch(const std::vector<ComparedMetric>& rows, std::vector<std::size_t> universe,
                         const std::vector<std::size_t>& moved)
    : rows_(rows), universe_(std::move(universe)) {
    const Bits none(universe_.size() / kWord + 1, 0);
    moved_ = inconclusive_ = none;
    std::map<Trait, std::size_t> known;
    for (std::size_t place = 0; place < universe_.size(); ++place) {
        const std::size_t row = universe_[place];
        if (rows_[row].verdict == Verdict::inconclusive) set(inconclusive_, place);
        if (std::find(moved.begin(), moved.end(), row) != moved.end()) set(moved_, place);
        for (Trait& trait : traits_of(rows_[row])) {
            const auto [found, fresh] = known.try_emplace(trait, traits_.size());
            if (fresh) {
                traits_.push_back(std::move(trait));
                having_.push_back(none);
            }
            set(having_[found->second], place);
        }
    }
    open_ = moved_;
    add_candidate({});
    for (std::size_t place = 0; place < universe_.size(); ++place) {
        if (has(moved_, place)) add_candidates(place);
    }
}

// What the row at `place` is an instance of: one trait; a metric of a model, benchmark or engine; and each of these
// at one value of a parameter. A case needs no company.
void CauseSearch::add_candidates(std::size_t place) {
    std::vector<std::size_t> metrics;
    std::vector<std::size_t> wholes;
    std::vector<std::size_t> parameters;
    for (std::size_t trait = 0; trait < traits_.size(); ++trait) {
        if (!has(having_[trait], place)) continue;
        add_candidate({trait});
        const std::string& name = traits_[trait].name;
        if (name == "metric") metrics.push_back(trait);
        if (name == "model" || name == "benchmark" || name == "engine") wholes.push_back(trait);
        if (name == "parameter") parameters.push_back(trait);
    }
    for (const std::size_t parameter : parameters) {
        for (const std::size_t metric : metrics) add_candidate({metric, parameter});
        for (const std::size_t whole : wholes) add_candidate({whole, parameter});
    }
    for (const std::size_t metric : metrics) {
        for (const std::size_t whole : wholes) {
            add_candidate({metric, whole});
            for (const std::size_t parameter : parameters) add_candidate({metric, whole, parameter});
        }
    }
}

void CauseSearch::add_candidate(std::vector<std::size_t> traits) {
    std::sort(traits.begin(), traits.end());
    const auto [found, fresh] = candidates_.try_emplace(std::move(traits));
    if (!fresh) return;
    Bits bits(universe_.size() / kWord + 1, 0);
    for (std::size_t place = 0; place < universe_.size(); ++place) set(bits, place);
    for (const std::size_t trait : found->first) bits = both(bits, having_[trait]);
    found->second = std::move(bits);
}

std::vector<std::size_t> CauseSearch::indices(const Bits& bits) const {
    std::vector<std::size_t> result;
    for (std::size_t place = 0; place < universe_.size(); ++place) {
        if (has(bits, place)) result.push_back(universe_[place]);
    }
    return result;
}

std::optional<CommonCause> CauseSearch::next() {
    const Bits* best = nullptr;
    const std::vector<std::size_t>* best_traits = nullptr;
    int most = 0;
    for (const auto& [traits, bits] : candidates_) {
        const int explained = count(both(bits, open_));
        if (explained < 2) continue;
        const Bits still = without(bits, moved_);
        const int unknown = count(both(still, inconclusive_));
        const int cost =
            1 + static_cast<int>(traits.size()) + kOpenRow * unknown + kStillRow * (count(still) - unknown);
        const int saved = kRowAlone * explained - cost;
        const bool fewer = saved == most && best != nullptr && traits.size() < best_traits->size();
        if (saved > most || fewer) {
            most = saved;
            best = &bits;
            best_traits = &traits;
        }
    }
    if (best == nullptr) return std::nullopt;
    CommonCause cause;
    for (const std::size_t trait : *best_traits) cause.traits.push_back(traits_[trait]);
    const Bits explained = both(*best, open_);
    cause.rows = indices(explained);
    cause.still = indices(without(*best, moved_));
    cause.earlier = count(without(both(*best, moved_), open_)) > 0;
    open_ = without(open_, explained);
    return cause;
}

std::vector<std::size_t> CauseSearch::unexplained() const { return indices(open_); }

}  // namespace inference_pio
