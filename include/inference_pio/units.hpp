// Strong types for the quantities that the project measures. Serialized names carry the unit last
// (`latency_s`, `peak_memory_bytes`); inside, the type carries it.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace inference_pio {

using Seconds = std::chrono::duration<double>;
using Nanoseconds = std::chrono::nanoseconds;  // monotonic stamps: since an arbitrary start of one process

struct Bytes {
    std::uint64_t count = 0;
    auto operator<=>(const Bytes&) const = default;
};

[[nodiscard]] constexpr Bytes operator+(Bytes a, Bytes b) { return {a.count + b.count}; }
[[nodiscard]] constexpr Bytes kibibytes(std::uint64_t n) { return {n << 10U}; }
[[nodiscard]] constexpr Bytes mebibytes(std::uint64_t n) { return {n << 20U}; }
[[nodiscard]] constexpr Bytes gibibytes(std::uint64_t n) { return {n << 30U}; }

[[nodiscard]] constexpr double to_seconds(Nanoseconds t) { return Seconds(t).count(); }

}  // namespace inference_pio
