// Streams through memory: how fast the machine can read, copy, and combine arrays that no cache holds.
//
// The patterns and what they count are those of STREAM (McCalpin, "Memory bandwidth and machine balance in
// current high performance computers", 1995), with a plain read before them, which is what a decode does:
//   read   s += a[i]             counts a: 8 bytes an element
//   copy   b[i] = a[i]           counts a and b: 16 bytes
//   triad  a[i] = b[i] + q*c[i]  counts all three: 24 bytes
// A store that misses the caches makes most processors fetch the line first; as in STREAM these
// write-allocates are not counted, so copy and triad say less than what the memory moved.
//
// Thread safety: belongs to one thread, which is one of the stream's own.
#pragma once

#include <cstdint>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace inference_pio {

enum class StreamPattern { read, copy, triad };

[[nodiscard]] std::string_view to_string(StreamPattern pattern);
// Errors: invalid_argument, listing the words.
[[nodiscard]] Result<StreamPattern> stream_pattern_from(std::string_view word);

// How much all arrays of a stream take together: four times what the last-level caches hold, at least
// 256 MiB, and never more than a quarter of what is available (absent: unknown). Pure.
[[nodiscard]] Bytes compute_stream_footprint(const std::vector<CacheLevel>& caches, std::optional<Bytes> available);

struct MemoryStreamRequest {
    StreamPattern pattern = StreamPattern::read;
    int threads = 1;                   // the calling one included; not bound to processors
    Bytes footprint = mebibytes(256);  // of all arrays together
    Bytes block = mebibytes(32);       // what one block moves, by all threads together
};

struct StreamBlock {
    Bytes bytes;     // as the pattern counts them
    Seconds time{};  // from the first thread's start to the last one's end, > 0
};

class MemoryStream {
public:
    // Allocates the arrays, on large pages where the kernel gives them, and writes every element, each by
    // the thread that will stream it. Errors: invalid_argument (threads < 1, a footprint without room for a
    // block), out_of_memory.
    [[nodiscard]] static Result<std::unique_ptr<MemoryStream>> make(const MemoryStreamRequest& request);
    ~MemoryStream();

    // The next block of the arrays, which are gone through again and again. Errors: malformed, where what
    // was computed is wrong.
    [[nodiscard]] Result<StreamBlock> run_block();

    [[nodiscard]] std::size_t blocks() const;  // until a block comes again, >= 1

private:
    struct State;
    explicit MemoryStream(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace inference_pio
