// Random positions that are the same on every machine and with every standard library: the engine is
// fixed by the C++ standard, the distributions of <random> are not.
//
// Not thread-safe: one object a thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>

namespace inference_pio {

class RandomIndex {
public:
    explicit RandomIndex(std::uint64_t seed) : engine_(seed) {}

    // Uniform in 0 ... count - 1; count >= 1. Draws from the incomplete last block are thrown away, so
    // that no position is favoured.
    [[nodiscard]] std::size_t below(std::size_t count) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % count;
        std::uint64_t draw = engine_();
        while (draw >= limit) draw = engine_();
        return static_cast<std::size_t>(draw % count);
    }

    // Fisher and Yates: every order is equally likely.
    template <class T>
    void shuffle(std::span<T> values) {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace inference_pio
