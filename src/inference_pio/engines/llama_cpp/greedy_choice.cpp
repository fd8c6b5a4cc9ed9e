#include "engines/llama_cpp/greedy_choice.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace inference_pio {
namespace {

constexpr std::size_t kLanes = 32;
constexpr std::size_t kBlock = 1024;  // a multiple of kLanes; 4 KiB stay in the first cache for the second pass

// Independent lanes and `a > b ? a : b` are what compilers turn into vector maxima without being
// allowed to reorder floating-point arithmetic.
float compute_maximum(std::span<const float> values) {
    std::array<float, kLanes> lanes;
    lanes.fill(-std::numeric_limits<float>::infinity());
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        const float* at = values.data() + i;
        for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = at[lane] > lanes[lane] ? at[lane] : lanes[lane];
    }
    float maximum = -std::numeric_limits<float>::infinity();
    for (const float lane : lanes) maximum = lane > maximum ? lane : maximum;
    for (; i < values.size(); ++i) maximum = values[i] > maximum ? values[i] : maximum;
    return maximum;
}

}  // namespace

std::optional<std::int32_t> compute_greedy_choice(std::span<const float> logits) {
    // One pass for the value by blocks, then a search in the one block that holds it: finding the
    // index along the way would keep the first pass from being vectorised.
    float best = -std::numeric_limits<float>::infinity();
    std::size_t best_block = logits.size();
    for (std::size_t block = 0; block < logits.size(); block += kBlock) {
        const float maximum = compute_maximum(logits.subspan(block, std::min(kBlock, logits.size() - block)));
        if (maximum > best) {
            best = maximum;
            best_block = block;
        }
    }
    if (best_block == logits.size()) return std::nullopt;
    const auto found = std::find(logits.begin() + static_cast<std::ptrdiff_t>(best_block), logits.end(), best);
    return static_cast<std::int32_t>(found - logits.begin());
}

}  // namespace inference_pio
