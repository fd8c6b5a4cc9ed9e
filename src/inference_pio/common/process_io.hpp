// What is kept of a child's streams: the end of its output, and whole lines of its events. Both are
// bounded whatever the child writes.
//
// Pure. Thread safety: each object belongs to one thread.
#pragma once

#include <chrono>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

// The last `kept` bytes of everything that was appended.
class OutputTail {
public:
    explicit OutputTail(Bytes kept) : kept_(static_cast<std::size_t>(kept.count)) {}
    void append(std::string_view text);
    [[nodiscard]] std::string text() const;

private:
    std::size_t kept_;
    std::string buffer_;  // at most twice what is kept, so that moving is rare
};

// Cuts a stream of bytes into lines of at most `limit` bytes.
class LineSplitter {
public:
    explicit LineSplitter(Bytes limit) : limit_(static_cast<std::size_t>(limit.count)) {}
    void append(std::string_view bytes);

    // The next whole line, without newline; nothing where none is complete.
    // Errors: malformed once a line is longer than the limit, and ever after.
    [[nodiscard]] Result<std::optional<std::string>> next();

    // Bytes that were appended and not yet taken.
    [[nodiscard]] std::size_t pending() const { return buffer_.size() - begin_; }

private:
    std::size_t limit_;
    std::string buffer_;
    std::size_t begin_ = 0;    // of the line that comes next
    std::size_t scanned_ = 0;  // no newline before this
};

// A moment after which waiting ends. Endless for times that no clock can hold.
class Deadline {
public:
    explicit Deadline(Seconds from_now);
    [[nodiscard]] std::optional<Nanoseconds> remaining() const;  // >= 0; nothing: endless

private:
    std::optional<std::chrono::steady_clock::time_point> at_;
};

}  // namespace inference_pio
