#include "execution/schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace inference_pio {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): our own, so that an order is the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }

    // Uniform in [0, bound), bound >= 1: values beyond the last whole multiple of bound are drawn again.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        std::uint64_t drawn = next();
        while (drawn >= limit) drawn = next();
        return drawn % bound;
    }

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

private:
    std::uint64_t state_;
};

// The blocks of one reference. `variants` in the order of the plan, at least one.
void add_turns(std::size_t reference, std::vector<std::size_t> variants, std::uint64_t seed, int round, Random& random,
               std::vector<VisitBlock>& blocks) {
    // By the seed alone, so that who comes first in one round comes last in the next.
    Random(seed ^ (0xbea225f9eb34556dULL * (reference + 1))).shuffle(variants);
    std::vector<std::size_t> before;
    std::vector<std::size_t> behind;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const bool first = (i + static_cast<std::size_t>(round)) % 2 == 0;
        (first ? before : behind).push_back(variants[i]);
    }
    random.shuffle(before);
    random.shuffle(behind);
    for (std::size_t i = 0; i < std::max(before.size(), behind.size()); ++i) {
        VisitBlock block{{}, reference, 0};
        if (i < before.size()) block.cases.push_back(before[i]);
        block.cases.push_back(reference);
        if (i < behind.size()) block.cases.push_back(behind[i]);
        blocks.push_back(std::move(block));
    }
}

}  // namespace

std::vector<VisitBlock> compute_round(const Plan& plan, int round) {
    std::map<std::size_t, std::vector<std::size_t>> variants;  // by reference
    for (std::size_t i = 0; i < plan.cases.size(); ++i) {
        if (plan.cases[i].reference) variants[*plan.cases[i].reference].push_back(i);
    }
    std::vector<VisitBlock> blocks;
    for (std::size_t i = 0; i < plan.cases.size(); ++i) {
        if (!plan.cases[i].reference && !variants.contains(i)) blocks.push_back({{i}, std::nullopt, -1});
    }
    Random random(plan.seed ^ (0xd1342543de82ef95ULL * (static_cast<std::uint64_t>(round) + 1)));
    for (auto& [reference, members] : variants) {
        add_turns(reference, std::move(members), plan.seed, round, random, blocks);
    }
    int turn = round * static_cast<int>(plan.cases.size());  // a round has fewer blocks than the plan has cases
    for (VisitBlock& block : blocks) {
        if (block.reference) block.turn = turn++;
    }
    random.shuffle(blocks);
    return blocks;
}

}  // namespace inference_pio
